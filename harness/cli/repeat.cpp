#include "cli/repeat.hpp"

#include <fmt/format.h>

#include <iostream>

#include "base/text.hpp"
#include "cli/progress.hpp"
#include "flaky.hpp"

namespace assay {
namespace {

Json facts_of(const Repeats& repeats) {
  Json tests = Json::object();
  for (const auto& [name, test] : repeats.tests) {
    Json failures = Json::array();
    for (const Repeats::Failure& failure : test.failures)
      failures.push_back({{"program", failure.program}, {"seed", failure.seed}, {"verdict", to_string(failure.verdict)}});
    tests[name] = {{"runs", test.runs}, {"failed", test.failures.size()}, {"failures", failures}};
  }
  return {{"programs", repeats.programs}, {"runs", repeats.runs}, {"seconds", repeats.seconds}, {"tests", tests},
          {"trouble", repeats.trouble}, {"interrupted", repeats.interrupted}, {"steady", repeats.steady()}};
}

void print(const Repeats& repeats) {
  std::cout << fmt::format("  {} runs of {} ({}), {:.1f} s\n", repeats.runs, join(repeats.programs, ", "), "other data and another order each time",
                           repeats.seconds);
  std::size_t outcomes = 0, flaky = 0;
  for (const auto& [name, test] : repeats.tests) {
    outcomes += static_cast<std::size_t>(test.runs);
    if (test.failures.empty()) continue;
    ++flaky;
    std::cout << "  FLAKY " << name << ": failed " << test.failures.size() << " of " << test.runs << '\n';
    for (const Repeats::Failure& failure : test.failures)
      std::cout << "        " << failure.program << ": " << to_string(failure.verdict) << ", --seed " << failure.seed << '\n';
  }
  for (const std::string& trouble : repeats.trouble) std::cout << "  WRONG " << one_line(trouble) << '\n';
  std::cout << "  " << repeats.tests.size() << " tests, " << outcomes << " outcomes: "
            << (flaky == 0 ? "none failed" : cat(flaky, " tests failed at least once")) << '\n';
}

}  // namespace

ExitStatus repeat_course(const Course& course, const VerifyCommand& command, Json& facts) {
  Repeats repeats;
  {
    ProgressBar bar(command.json);
    repeats = repeat(course.home, course.assignment, course.rubric,
                     {.runs = command.repeat, .seed = command.seed, .slots = command.slots, .trials = command.trials, .only = command.only}, bar.callback());
  }
  if (!command.json) print(repeats);
  facts = facts_of(repeats);
  if (repeats.interrupted) return ExitStatus::interrupted;
  return repeats.steady() ? ExitStatus::graded : ExitStatus::below_mark;
}

}  // namespace assay
