#include "schedule.hpp"

#include <algorithm>
#include <cstdlib>

namespace assay {

int weight_of(const Group& group) { return group.computes ? 4 : group.waits ? 1 : 2; }

Schedule::Schedule(const std::vector<Group>& groups, std::size_t submissions, int quarters)
    : free_quarters_(std::max(quarters, 4)) {
  Pending all;
  for (const Group& group : groups)
    if (!group.tests.empty()) all.groups.push_back(&group);
  std::stable_sort(all.groups.begin(), all.groups.end(),
                   [](const Group* a, const Group* b) { return a->tests.size() < b->tests.size(); });
  pending_.assign(submissions, all);
}

std::optional<std::size_t> Schedule::choose(std::optional<std::size_t> last) const {
  if (last && !pending_[*last].groups.empty()) return last;
  // A slot that comes new to a submission prepares a database for it first. Helping pays only while more groups wait than work.
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    if (pending_[i].groups.size() <= static_cast<std::size_t>(pending_[i].workers)) continue;
    const auto rank = [&](std::size_t index) {
      return std::pair(pending_[index].workers, -static_cast<int>(pending_[index].groups.size()));
    };
    if (!best || rank(i) < rank(*best)) best = i;
  }
  return best;
}

std::optional<UnitTicket> Schedule::next(std::optional<std::size_t> last) {
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto chosen = stopped_ ? std::nullopt : choose(last);
    if (!chosen) return std::nullopt;
    const Group* group = pending_[*chosen].groups.back();
    if (weight_of(*group) <= free_quarters_) {
      free_quarters_ -= weight_of(*group);
      pending_[*chosen].groups.pop_back();
      ++pending_[*chosen].workers;
      return UnitTicket{*chosen, group, weight_of(*group)};
    }
    changed_.wait(lock);
  }
}

void Schedule::done(const UnitTicket& ticket) {
  const std::lock_guard lock(mutex_);
  free_quarters_ += ticket.weight;
  --pending_[ticket.submission].workers;
  changed_.notify_all();
}

void Schedule::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

namespace {

bool is_start_failure(const TestOutcome& outcome) {
  if (!outcome.cause || outcome.verdict == Verdict::passed) return false;
  switch (outcome.cause->kind) {
    case CauseKind::never_ready: case CauseKind::no_command: return true;
    case CauseKind::exited: case CauseKind::missing_package: case CauseKind::limit:
      return outcome.cause->data.value("before_ready", false);
    case CauseKind::command_failed: case CauseKind::suite_crashed: case CauseKind::suite_hung:
    case CauseKind::service_lost: case CauseKind::cell_failed: case CauseKind::not_run:
    case CauseKind::no_own_tests: case CauseKind::unsteady_tests: case CauseKind::no_place: case CauseKind::no_subject: case CauseKind::unseen:
    case CauseKind::few_alterations: return false;
  }
  std::abort();
}

}  // namespace

void StartFailures::note(std::size_t submission, const TestOutcome& outcome) {
  if (!is_start_failure(outcome)) return;
  const std::lock_guard lock(mutex_);
  auto& failed = failed_[{submission, outcome.cause->role}];
  const bool other_group = std::none_of(failed.begin(), failed.end(),
                                        [&](const TestOutcome& known) { return known.group == outcome.group; });
  if (other_group) failed.push_back(outcome);
}

std::optional<TestOutcome> StartFailures::forbids(std::size_t submission, const Group& group) {
  const std::lock_guard lock(mutex_);
  for (const std::string& role : group.roles) {
    const auto found = failed_.find({submission, role});
    if (found == failed_.end()) continue;
    const auto& failed = found->second;
    if (failed.size() >= 2 && failed[0].cause == failed[1].cause) return failed[0];
  }
  return std::nullopt;
}

}  // namespace assay
