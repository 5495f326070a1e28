#include "prepare.hpp"

#include <algorithm>

#include "base/fault.hpp"

namespace assay {
namespace {

constexpr IntakeLimits limits{};   // a built tree may be as large as one that was handed in

/// The build was well, and what it left is not.
void refuse_tree(TestOutcome& outcome, const KeptTree& kept) {
  Cause cause{CauseKind::limit, "build", {{"limit", "disk"}}};
  if (kept.problem == "bytes") cause.data["value"] = limits.bytes;
  else cause.data["of"] = "inodes";
  if (kept.problem == "files") cause.data["value"] = limits.files;
  outcome.verdict = Verdict::failed;
  outcome.cause = std::move(cause);
  outcome.runs_passed = 0;
}

/// That the build took too long is another sentence than that a program does not answer. And what was never built shows nothing of what it
/// does: no penalty may rest on it.
void settle_cause(TestOutcome& outcome) {
  if (!outcome.cause || outcome.verdict == Verdict::harness_fault) return;
  Cause& cause = *outcome.cause;
  if (cause.kind == CauseKind::never_ready) cause = {CauseKind::limit, "build", {{"limit", "wall"}, {"value", cause.data.value("limit_ms", Json())}}};
  if (cause.kind == CauseKind::limit || cause.kind == CauseKind::exited) cause.data["before_ready"] = true;
}

UnitOutcomes run_build(Slot& slot, const Workshop& workshop, const Assignment& assignment, const Submission& submission,
                       const std::string& seed, const fs::path& kept) {
  Assignment alone = assignment;   // without services and other roles, within limits of its own
  alone.services.clear();
  alone.roles.clear();
  alone.static_paths.clear();
  alone.limits = assignment.build_limits;
  const Group group{.name = "Prepare", .evidence = Evidence::checks, .start = Start::empty, .limit = alone.limits.test};
  return work_through({.workshop = workshop,
                       .assignment = alone,
                       .submission = submission,
                       .group = group,
                       .tests = {"Prepare.Builds"},
                       .seed = seed,
                       .keep = {kept, limits.bytes, limits.files}},
                      slot);
}

}  // namespace

const Built& Build::on(Slot& slot, const Workshop& workshop, const Assignment& assignment, const Submission& submission,
                       const std::string& seed) {
  const std::lock_guard lock(mutex_);
  if (built_) return *built_;
  const fs::path kept = slot.ground().directory / "kept";
  Built built{.unit = run_build(slot, workshop, assignment, submission, seed, kept), .tree = {}};
  TestOutcome& outcome = built.unit.outcomes.front();
  if (outcome.verdict == Verdict::passed) {
    const std::optional<KeptTree>& left = built.unit.record.kept;
    if (!left) {
      outcome.verdict = Verdict::harness_fault;
      outcome.cause = Cause{CauseKind::cell_failed, "", Json::object()};
    } else if (left->problem.empty()) {
      built.tree = take_built(assignment, kept, place_, limits);
    } else {
      refuse_tree(outcome, *left);
    }
  }
  settle_cause(outcome);
  remove_tree(kept);
  return built_.emplace(std::move(built));
}

std::vector<TestOutcome> nothing_to_prepare(const Assignment& assignment, const Submission& submission) {
  std::vector<TestOutcome> skipped;
  for (const Group& group : assignment.groups) {
    if (group.name != "Prepare") continue;
    if (submission.build.empty()) skipped.push_back({.group = "Prepare", .test = "Builds", .verdict = Verdict::skipped});
    if (!assignment.roles.contains("migrate")) skipped.push_back({.group = "Prepare", .test = "Migrates", .verdict = Verdict::skipped});
  }
  return skipped;
}

std::optional<Group> migrating_group(const Assignment& assignment) {
  if (!assignment.roles.contains("migrate")) return std::nullopt;
  for (Group group : assignment.groups) {
    if (group.name != "Prepare") continue;
    std::erase(group.tests, "Prepare.Builds");
    return group;
  }
  return std::nullopt;
}

UnitOutcomes prepare_slot(const Workshop& workshop, const Assignment& assignment, const Submission& submission, const std::string& seed,
                          Slot& slot, int cancel) {
  const Group group = *migrating_group(assignment);
  UnitOutcomes prepared = work_through({.workshop = workshop, .assignment = assignment, .submission = submission, .group = group,
                                        .tests = group.tests, .seed = seed, .cancel = cancel},
                                       slot);
  if (prepared.interrupted) return prepared;
  const bool migrated = std::any_of(prepared.outcomes.begin(), prepared.outcomes.end(), [](const TestOutcome& outcome) {
    return outcome.test == "Migrates" && outcome.verdict == Verdict::passed;
  });
  slot.prepared(submission, migrated, prepared.outcomes);
  return prepared;
}

void enter_preparation(RunRecord& record, UnitOutcomes prepared) {
  std::move(prepared.outcomes.begin(), prepared.outcomes.end(), std::back_inserter(record.outcomes));
  const auto same = std::find_if(record.units.begin(), record.units.end(),
                                 [&](const UnitRecord& unit) { return unit.group == prepared.record.group; });
  if (same == record.units.end()) return record.units.push_back(std::move(prepared.record));
  same->output.merge(prepared.record.output);
  same->attempts = std::max(same->attempts, prepared.record.attempts);
  same->wall_ms += prepared.record.wall_ms;
  same->submission_cpu_ms += prepared.record.submission_cpu_ms;
  same->harness_cpu_ms += prepared.record.harness_cpu_ms;
  if (!same->kept) same->kept = prepared.record.kept;
}

}  // namespace assay
