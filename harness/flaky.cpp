#include "flaky.hpp"

#include <algorithm>
#include <chrono>

#include "base/digest.hpp"
#include "base/fault.hpp"
#include "base/text.hpp"
#include "programs.hpp"

namespace assay {
namespace {

/// The references and alternatives that were asked for, each once.
std::vector<Entry> right_programs(const Home& home, const Assignment& assignment, const Rubric& rubric, const RepeatOptions& options,
                                  const fs::path& place) {
  std::vector<Entry> entries = make_entries(home, assignment, rubric, place);
  std::erase_if(entries, [&](const Entry& entry) {
    const bool right = entry.trial.kind == Trial::Kind::reference || entry.trial.kind == Trial::Kind::alternative;
    const bool wanted = options.trials.empty() || std::any_of(options.trials.begin(), options.trials.end(), [&](const std::string& pattern) {
      return matches(pattern, entry.trial.id);
    });
    return !right || !wanted || entry.trial.id.ends_with(again_suffix);
  });
  if (entries.empty()) throw Fault(cat("assignment ", assay::quoted(assignment.id), ": there is no right program to repeat"));
  return entries;
}

void enter(Repeats& repeats, const std::string& program, const RunRecord& record) {
  for (const TestOutcome& outcome : record.outcomes) {
    if (outcome.verdict == Verdict::skipped) continue;
    Repeats::Test& test = repeats.tests[outcome.name()];
    ++test.runs;
    if (outcome.verdict != Verdict::passed) test.failures.push_back({program, record.seed, outcome.verdict});
  }
}

/// A test that costs nothing may ask for more than the task does: that a right program fails it each time is neither chance nor too strict.
void leave_out_steady_advice(Repeats& repeats, const Rubric& rubric) {
  for (auto& test : repeats.tests) {
    const auto names_it = [&](const std::string& pattern) { return matches(pattern, test.first); };
    if (std::none_of(rubric.uncounted.begin(), rubric.uncounted.end(), names_it)) continue;
    std::vector<Repeats::Failure>& failures = test.second.failures;
    for (const std::string& program : repeats.programs) {
      const auto by_it = [&](const Repeats::Failure& failure) { return failure.program == program; };
      if (std::count_if(failures.begin(), failures.end(), by_it) == repeats.runs) std::erase_if(failures, by_it);
    }
  }
}

}  // namespace

bool Repeats::steady() const {
  return !interrupted && trouble.empty() && std::all_of(tests.begin(), tests.end(), [](const auto& test) { return test.second.failures.empty(); });
}

Repeats repeat(const Home& home, const Assignment& assignment, const Rubric& rubric, const RepeatOptions& options,
               const Progress& progress) {
  const TemporaryDirectory place(fs::temp_directory_path(), "assay-repeat-");
  const std::vector<Entry> entries = right_programs(home, assignment, rubric, options, place.path());
  const std::string first_seed = options.seed.empty() ? fresh_seed() : options.seed;
  std::vector<SubmissionSource> sources;
  for (int run = 0; run < options.runs; ++run)
    for (const Entry& entry : entries)
      sources.push_back({.name = cat(entry.trial.id, '.', run + 1),
                         .path = entry.path,
                         .altered_copies = run == 0,
                         .shuffle = true,
                         .seed = run == 0 ? first_seed : sha256(cat(first_seed, ' ', run)).substr(0, 8)});
  Repeats repeats{.runs = options.runs};
  for (const Entry& entry : entries) repeats.programs.push_back(entry.trial.id);
  const auto begin = std::chrono::steady_clock::now();
  const Run run = grade(home, assignment, sources, {.seed = first_seed, .slots = options.slots, .only = options.only}, progress, {});
  repeats.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  repeats.interrupted = run.interrupted;
  for (std::size_t i = 0; i < sources.size(); ++i)
    if (run.records[i] && run.records[i]->complete) enter(repeats, entries[i % entries.size()].trial.id, *run.records[i]);
  leave_out_steady_advice(repeats, rubric);
  for (const Refused& refused : run.refused) repeats.trouble.push_back(cat(refused.submission, ": ", refused.message));
  return repeats;
}

}  // namespace assay
