// Runs a record again: the same seed, tests and assignment, against the program that it is of, another one, or the reference.
#include <algorithm>
#include <iostream>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "cli/charset.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "replay.hpp"
#include "report/marked.hpp"
#include "report/messages.hpp"
#include "report/terminal_page.hpp"
#include "store/store.hpp"

namespace assay {
namespace {

std::vector<std::string> tests_to_replay(const RunRecord& record, const ReplayCommand& command) {
  std::vector<std::string> tests;
  for (const TestOutcome& outcome : record.outcomes) {
    const std::string name = outcome.name();
    const bool wanted = command.tests.empty() || std::any_of(command.tests.begin(), command.tests.end(),
                                                             [&](const std::string& pattern) { return matches(pattern, name); });
    if (wanted) tests.push_back(name);
  }
  if (tests.empty())
    throw Fault(cat(command.record, ": ", command.tests.empty() ? "holds no outcomes" : "no test matches " + quoted(join(command.tests, " "))),
                "assay report RECORD shows its tests");
  return tests;
}

/// The course's solution; the Python one where there are several.
fs::path reference_of(const Course& course) {
  const fs::path place = course.home.root / "reference" / course.assignment.id;
  if (fs::is_directory(place / "python")) return place / "python";
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(place, missing))
    if (entry.is_directory()) return entry.path();
  throw Fault(cat(place.string(), ": there is no reference"), "name a program: assay replay RECORD DIRECTORY");
}

fs::path program_of(const ReplayCommand& command, const RunRecord& record, const Course& course) {
  if (command.reference) return reference_of(course);
  if (!command.directory.empty()) return command.directory;
  if (record.source.empty() || !fs::exists(record.source))
    throw Fault(cat(command.record, ": the program that it is of is not at ", quoted(record.source)),
                "name it: assay replay RECORD DIRECTORY, or take the reference: --reference");
  return record.source;
}

void print_facts(const std::vector<Replayed>& all, const RunRecord& before, const RunRecord& now) {
  Json tests = Json::array();
  for (const Replayed& one : all)
    tests.push_back({{"test", one.before->name()}, {"same", one.same}, {"before", to_string(one.before->verdict)},
                     {"now", one.now ? Json(to_string(one.now->verdict)) : Json()}});
  std::cout << to_text({{"seed", before.seed}, {"same_suite", before.suite_digest == now.suite_digest},
                        {"same_program", before.submission_digest == now.submission_digest}, {"tests", tests}}, 1) << '\n';
}

std::string line_about(const Replayed& one, const Messages& messages) {
  const auto verdict = [&](const TestOutcome& outcome) { return messages.text(cat("verdict.", to_string(outcome.verdict))); };
  const std::string test = as_code(one.before->name()), before = verdict(*one.before);
  if (one.now && one.now->verdict == one.before->verdict) return messages.fill("replay.details", {{"test", test}, {"before", before}});
  return messages.fill("replay.line", {{"test", test}, {"before", before}, {"now", one.now ? verdict(*one.now) : "–"}});
}

void print_page(const std::vector<Replayed>& all, const RunRecord& before, const RunRecord& now, const Messages& messages) {
  TerminalPage page(terminal_style());
  const auto same = std::count_if(all.begin(), all.end(), [](const Replayed& one) { return one.same; });
  if (before.submission_digest != now.submission_digest)
    page.paragraph("", messages.fill("replay.program", {{"before", as_code(before.submission_digest.substr(0, 12))},
                                                        {"now", as_code(now.submission_digest.substr(0, 12))}}));
  if (before.suite_digest != now.suite_digest) page.paragraph("", messages.fill("replay.suite", {{"id", as_code(before.assignment)}}));
  const auto counted = [&](const char* key, std::int64_t n, Tone tone, const char* sign) {
    if (n > 0) page.paragraph(cat(page.toned(sign, tone), " "), messages.fill(key, {{"tests", messages.counted("tests", n)}}));
  };
  counted("replay.same", same, Tone::good, "✓");
  counted("replay.differs", static_cast<std::int64_t>(all.size()) - same, Tone::bad, "✗");
  for (const Replayed& one : all)
    if (!one.same) page.paragraph("  · ", line_about(one, messages));
  std::cout << in_charset_of_locale(std::move(page).text()) << std::flush;
}

}  // namespace

int run_replay(const ReplayCommand& command) {
  const RunRecord before = load_record(command.record);
  const Course course = open_course(before.assignment);
  const std::vector<std::string> tests = tests_to_replay(before, command);
  const fs::path program = program_of(command, before, course);
  Run run;
  {
    ProgressBar bar(command.json);
    run = grade(course.home, course.assignment, {again(before, program, tests)}, {.only = tests}, bar.callback(), {});
  }
  if (run.interrupted) return static_cast<int>(ExitStatus::interrupted);
  print_trouble(run);
  if (!run.records.front()) return static_cast<int>(ExitStatus::bad_request);
  const RunRecord& now = *run.records.front();
  const std::vector<Replayed> all = compared(before, now, tests);
  if (command.json) print_facts(all, before, now);
  else print_page(all, before, now, Messages(course.home.root / "templates" / "report", command.language.value_or(locale_language())));
  if (!is_sound(now)) return static_cast<int>(ExitStatus::not_graded);
  const bool same = std::all_of(all.begin(), all.end(), [](const Replayed& one) { return one.same; });
  return static_cast<int>(same ? ExitStatus::graded : ExitStatus::below_mark);
}

}  // namespace assay
