#include "replay.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/instants.hpp"
#include "base/text.hpp"
#include "store/store.hpp"

namespace assay {
namespace {

/// Of an error's words only its kind: "IntegrityError" and not the row that broke the rule, with its times and, cut short, its length.
void keep_kind_of_error(Json& value) {
  if (value.value("term", Json()) != "error" || !value.contains("value") || !value["value"].is_string()) return;
  const std::string words = value["value"];
  value["value"] = words.substr(0, words.find_first_of(":(\n"));
}

Json without_clock_and_words(Json value, const std::string& started) {
  if (value.is_object()) keep_kind_of_error(value);
  if (value.is_string()) return without_instants(value.get_ref<const std::string&>(), started);
  if (value.is_structured())
    for (Json& item : value) item = without_clock_and_words(std::move(item), started);
  return value;
}

bool failed(const TestOutcome& outcome) { return outcome.verdict != Verdict::passed && outcome.verdict != Verdict::skipped; }

bool many_at_once(const Step& step) { return step.data.value("times", 1) > 1; }

/// As `assay record canon` shows it, but for the clock and the words of errors. Of requests at once that a wrong program answers in
/// different ways, which and how many go wrong is chance: the verdict and its cause remain.
Json comparable(const TestOutcome& outcome, const RunRecord& record) {
  if (failed(outcome) && std::any_of(outcome.steps.begin(), outcome.steps.end(), many_at_once))
    return {{"verdict", to_string(outcome.verdict)}, {"cause", outcome.cause ? to_json(*outcome.cause) : Json()}};
  return without_clock_and_words(canonical(to_json(outcome)), record.started);
}

/// All tests of the groups in which one failed: what a test finds may be what others left. Where the preparation failed, everything.
std::vector<std::string> tests_of_failing_groups(const RunRecord& record) {
  std::set<std::string> groups;
  for (const TestOutcome& outcome : record.outcomes)
    if (failed(outcome)) groups.insert(outcome.group);
  std::vector<std::string> tests;
  for (const TestOutcome& outcome : record.outcomes)
    if (groups.contains("Prepare") || groups.contains(outcome.group)) tests.push_back(outcome.name());
  return tests;
}

/// "failed, then passed", or what differs first where the verdicts are the same.
std::string difference_in(const Replayed& one, const RunRecord& before, const RunRecord& now) {
  if (!one.now) return cat(to_string(one.before->verdict), ", then not run");
  if (one.before->verdict != one.now->verdict) return cat(to_string(one.before->verdict), ", then ", to_string(one.now->verdict));
  const Json changes = Json::diff(comparable(*one.before, before), comparable(*one.now, now));
  return cat(to_string(one.before->verdict), " both times, but ", clipped(to_text(changes.front()), 300));
}

void compare(const Trial& trial, const std::optional<RunRecord>& now, const std::vector<std::string>& tests, Replays& replays) {
  if (!now || !now->complete) {
    if (!replays.interrupted) replays.differing.push_back(cat("mutant ", trial.id, ": its record could not be replayed"));
    return;
  }
  ++replays.mutants;
  for (const Replayed& one : compared(*trial.record, *now, tests)) {
    ++replays.tests;
    if (one.same) continue;
    replays.differing.push_back(cat("mutant ", trial.id, ": ", one.before->name(), ": ", difference_in(one, *trial.record, *now)));
  }
}

}  // namespace

SubmissionSource again(const RunRecord& before, const fs::path& program, std::vector<std::string> tests) {
  return {.name = before.submission, .path = program, .start_limit = {}, .seed = before.seed, .only = std::move(tests)};
}

std::vector<Replayed> compared(const RunRecord& before, const RunRecord& now, const std::vector<std::string>& tests) {
  std::map<std::string, const TestOutcome*> ran;
  for (const TestOutcome& outcome : now.outcomes) ran[outcome.name()] = &outcome;
  std::vector<Replayed> all;
  for (const TestOutcome& outcome : before.outcomes) {
    if (std::find(tests.begin(), tests.end(), outcome.name()) == tests.end()) continue;
    const auto found = ran.find(outcome.name());
    const TestOutcome* const now_too = found == ran.end() ? nullptr : found->second;
    all.push_back({&outcome, now_too, now_too && comparable(outcome, before) == comparable(*now_too, now)});
  }
  return all;
}

Replays replay_mutants(const Home& home, const Assignment& assignment, const std::vector<Trial>& trials, const std::vector<Entry>& entries,
                       int slots, const Progress& progress) {
  std::vector<const Trial*> replayed;
  std::vector<SubmissionSource> sources;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const Trial& trial = trials[i];
    if (trial.kind != Trial::Kind::mutant || !trial.record || trial.failed_tests.empty()) continue;
    replayed.push_back(&trial);
    sources.push_back(again(*trial.record, entries[i].path, tests_of_failing_groups(*trial.record)));
    sources.back().altered_copies = trial.altered_copies;
  }
  Replays replays;
  if (sources.empty()) return replays;
  const Run run = grade(home, assignment, sources, {.slots = slots}, progress, {});
  replays.interrupted = run.interrupted;
  for (std::size_t i = 0; i < sources.size(); ++i) compare(*replayed[i], run.records[i], sources[i].only, replays);
  return replays;
}

}  // namespace assay
