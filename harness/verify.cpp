#include "verify.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "contract.hpp"
#include "score/score.hpp"

namespace assay {
namespace {

using namespace std::chrono_literals;
using Kind = Trial::Kind;

constexpr std::string_view shuffled_suffix = "-shuffled";
constexpr auto null_start_limit = 5s;  // a program that never starts shall not cost twenty

using Earned = std::map<std::string, Points>;

/// What each criterion gives; a penalty counts as what it takes, with the sign turned.
Earned earned_by_criterion(const Score& score) {
  Earned earned;
  for (const CriterionScore& criterion : score.criteria)
    earned[criterion.id] = criterion.kind == CriterionKind::penalty ? Points{} - criterion.earned : criterion.earned;
  return earned;
}

std::vector<std::string> criteria_below(const Earned& earned, const Earned& reference) {
  std::vector<std::string> lost;
  for (const auto& [id, points] : reference)
    if (earned.at(id) < points) lost.push_back(id);
  return lost;
}

std::string not_full(const Score& score, const std::set<std::string>& left_out) {
  std::vector<std::string> missing;
  for (const CriterionScore& criterion : score.criteria) {
    if (left_out.contains(criterion.id)) continue;
    const bool penalty = criterion.kind == CriterionKind::penalty;
    // A test that does not apply to a program is skipped; the others may earn the points.
    const bool undecided = !criterion.decided_by.empty() &&
                           (criterion.state == CriterionState::not_graded ||
                            (criterion.state == CriterionState::partly_graded && criterion.earned < criterion.possible));
    if (undecided) missing.push_back(criterion.id);
    const bool open = undecided || criterion.state == CriterionState::not_graded || criterion.state == CriterionState::awaiting_review ||
                      criterion.state == CriterionState::not_applicable;
    if (!open && (penalty ? criterion.earned > Points{} : criterion.earned < criterion.possible)) missing.push_back(criterion.id);
  }
  return missing.empty() ? "" : "it does not earn: " + join(missing, ", ");
}

std::string not_as_stated(const Trial& trial, const Score& score) {
  for (const CriterionScore& criterion : score.criteria)
    if (const auto stated = trial.earns.find(criterion.id); stated != trial.earns.end() && stated->second != criterion.earned)
      return cat("expected ", to_string(stated->second), " points for ", criterion.id, ", got ", to_string(criterion.earned));
  return "";
}

std::string difference(std::vector<std::string> expected, std::vector<std::string> lost) {
  std::sort(expected.begin(), expected.end());
  std::sort(lost.begin(), lost.end());
  std::vector<std::string> kept, extra;
  std::set_difference(expected.begin(), expected.end(), lost.begin(), lost.end(), std::back_inserter(kept));
  std::set_difference(lost.begin(), lost.end(), expected.begin(), expected.end(), std::back_inserter(extra));
  return cat(kept.empty() ? "" : "it keeps " + join(kept, ", "), !kept.empty() && !extra.empty() ? "; " : "",
             extra.empty() ? "" : "it also loses " + join(extra, ", "));
}

std::string judge(const Trial& trial, const RunRecord& record, const Score& score, const Rubric& rubric,
                  const std::set<std::string>& left_out) {
  for (const TestOutcome& outcome : record.outcomes)
    if (outcome.verdict == Verdict::harness_fault)
      return cat("harness fault in ", outcome.name(), ": ", outcome.cause ? to_text(to_json(*outcome.cause)) : "", " ", outcome.debug);
  switch (trial.kind) {
    case Kind::reference: case Kind::alternative: return not_full(score, left_out);
    case Kind::starter:
      return !rubric.starter_score || score.total == *rubric.starter_score
                 ? "" : cat("expected ", to_string(*rubric.starter_score), " points, got ", to_string(score.total));
    case Kind::mutant: {
      const std::string wrong = difference(trial.expected, trial.lost);
      return wrong.empty() ? not_as_stated(trial, score) : wrong;
    }
    case Kind::null_solution: {
      std::vector<std::string> given;
      for (const CriterionScore& criterion : score.criteria)
        if (criterion.kind != CriterionKind::penalty && criterion.earned > Points{}) given.push_back(criterion.id);
      return given.empty() ? "" : "it earns " + join(given, ", ");
    }
  }
  std::abort();
}

void take_record(Trial& trial, const RunRecord& record, const Assignment& assignment, const Rubric& rubric, Earned& reference) {
  const std::set<std::string> left_out = trial.altered_copies ? std::set<std::string>() : about_own_tests(assignment, rubric);
  const Score score = assay::score(record, rubric, {});
  const Earned earned = earned_by_criterion(score);
  if (trial.kind == Kind::reference && reference.empty()) reference = earned;
  trial.total = score.total;
  if (!reference.empty()) trial.lost = criteria_below(earned, reference);
  std::erase_if(trial.lost, [&](const std::string& criterion) { return left_out.contains(criterion); });
  for (const TestOutcome& outcome : record.outcomes)
    if (outcome.verdict != Verdict::passed && outcome.verdict != Verdict::skipped) trial.failed_tests.push_back(outcome.name());
  if (trial.problem.empty()) trial.problem = judge(trial, record, score, rubric, left_out);
}

/// What the mutants leave untouched.
void list_blind_spots(const Assignment& assignment, const Rubric& rubric, Proof& proof) {
  std::set<std::string> lost, failed;
  for (const Trial& trial : proof.trials) {
    if (trial.kind != Kind::mutant) continue;
    lost.insert(trial.lost.begin(), trial.lost.end());
    failed.insert(trial.failed_tests.begin(), trial.failed_tests.end());
  }
  for (const Criterion& criterion : rubric.criteria)
    if (criterion.not_graded.empty() && !criterion.fact && criterion.rule != Rule::manual && !lost.contains(criterion.id))
      proof.unexercised.push_back(criterion.id);
  for (const Group& group : assignment.groups)
    for (const std::string& test : group.tests) {
      const bool uncounted = std::any_of(rubric.uncounted.begin(), rubric.uncounted.end(),
                                         [&](const std::string& pattern) { return matches(pattern, test); });
      if (!uncounted && !failed.contains(test)) proof.undecisive.push_back(test);
    }
}

/// What needs no program to be run.
void check_texts(const Assignment& assignment, const Rubric& rubric, Proof& proof) {
  ContractFindings findings = check_contract(assignment, rubric, load_task_texts(assignment), load_mistakes(assignment));
  proof.problems = std::move(findings.problems);
  proof.untested = std::move(findings.untested);
  for (const std::string& test : missing_texts(assignment)) proof.problems.push_back(test + ": its title or hint lacks a language");
}

/// Grades the entries, whose trials become the proof's; `reference` gives what full marks are.
void try_entries(const Home& home, const Assignment& assignment, const Rubric& rubric, const GradeOptions& options,
                 const Progress& progress, std::vector<Entry>& entries, Earned& reference, Proof& proof) {
  std::vector<SubmissionSource> sources;
  for (const Entry& entry : entries) {
    sources.push_back({.name = entry.trial.id, .path = entry.path, .altered_copies = entry.trial.altered_copies,
                       .shuffle = entry.trial.id.ends_with(shuffled_suffix)});
    if (entry.trial.kind == Kind::null_solution) sources.back().start_limit = null_start_limit;
  }
  Run run = grade(home, assignment, sources, options, progress, {});
  proof.interrupted = proof.interrupted || run.interrupted;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Trial& trial = entries[i].trial;
    if (run.records[i] && proof.versions.empty()) {
      proof.versions = run.records[i]->versions;
      proof.versions.erase("assay");   // its sources are part of the suite's digest
    }
    if (run.records[i] && run.records[i]->complete) take_record(trial, *run.records[i], assignment, rubric, reference);
    else if (trial.problem.empty() && !run.interrupted) trial.problem = "it was not graded";
    for (const Refused& refused : run.refused)
      if (refused.submission == trial.id) trial.problem = refused.message;
    trial.record = std::move(run.records[i]);
    proof.trials.push_back(std::move(trial));
  }
}

/// What of all is tried: everything, references three times (again, and shuffled), or the first reference and what was asked for. A part is
/// a sample of what was proved before, where once is enough.
std::vector<Entry> chosen_entries(std::vector<Entry> entries, const VerifyOptions& options) {
  std::vector<Entry> chosen;
  int mutants = 0;
  for (Entry& entry : entries) {
    if (entry.trial.kind == Kind::mutant && mutants++ % options.parts != options.part) continue;
    const bool again = entry.trial.id.ends_with(again_suffix);
    if (again && options.parts > 1) continue;
    const bool wanted = options.trials.empty() || &entry == &entries.front() ||
                        std::any_of(options.trials.begin(), options.trials.end(),
                                    [&](const std::string& pattern) { return matches(pattern, entry.trial.id); });
    if (!wanted) continue;
    chosen.push_back(entry);
    if (!options.trials.empty() || options.parts > 1 || entry.trial.kind != Kind::reference || again) continue;
    chosen.push_back(std::move(entry));
    chosen.back().trial.id += shuffled_suffix;
  }
  return chosen;
}

}  // namespace

bool Proof::holds() const {
  return problems.empty() && !interrupted &&
         std::all_of(trials.begin(), trials.end(), [](const Trial& trial) { return trial.problem.empty(); });
}

Proof verify(const Home& home, const Assignment& assignment, const Rubric& rubric, const VerifyOptions& options,
             const Progress& progress) {
  const TemporaryDirectory place(fs::temp_directory_path(), "assay-verify-");
  std::vector<Entry> chosen = chosen_entries(make_entries(home, assignment, rubric, place.path()), options);
  if (std::none_of(chosen.begin(), chosen.end(), [](const Entry& entry) { return entry.trial.kind == Kind::reference; }))
    throw Fault(cat("reference/", assignment.id, ": there is no reference to verify against"));

  Proof proof;
  check_texts(assignment, rubric, proof);
  Earned reference;
  const GradeOptions grading{.seed = options.seed.empty() ? fresh_seed() : options.seed, .slots = options.slots};
  try_entries(home, assignment, rubric, grading, progress, chosen, reference, proof);
  if (options.replay && !proof.interrupted) {
    proof.replays = replay_mutants(home, assignment, proof.trials, chosen, options.slots, progress);
    proof.interrupted = proof.replays.interrupted;
    for (const std::string& test : proof.replays.differing) proof.problems.push_back("replayed: " + test);
  }
  if (options.trials.empty() && options.parts == 1 && !proof.interrupted) list_blind_spots(assignment, rubric, proof);
  return proof;
}

}  // namespace assay
