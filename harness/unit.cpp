#include "unit.hpp"

#include <algorithm>
#include <map>

#include "base/fault.hpp"
#include "base/text.hpp"

namespace assay {
namespace {

constexpr int most_faults = 2;  // of one test: the second ends it

/// The tests of one unit on their way to an outcome.
class Ledger {
 public:
  explicit Ledger(const std::vector<std::string>& tests) : pending_(tests) {}

  const std::vector<std::string>& pending() const { return pending_; }
  std::vector<TestOutcome> take() { return std::move(settled_); }

  void settle(TestOutcome outcome) {
    std::erase(pending_, outcome.name());
    settled_.push_back(std::move(outcome));
  }
  /// Our side broke during this test: once more, or the end of it.
  void fault(TestOutcome outcome, Cause cause) {
    if (++faults_[outcome.name()] < most_faults) return;
    outcome.verdict = Verdict::harness_fault;
    outcome.cause = std::move(cause);
    settle(std::move(outcome));
  }
  void give_up(const Cause& cause, Verdict verdict) {
    for (const std::string& name : std::vector(pending_)) {
      const auto dot = name.find('.');
      settle({.group = name.substr(0, dot), .test = name.substr(dot + 1), .verdict = verdict, .cause = cause});
    }
  }

 private:
  std::vector<std::string> pending_;
  std::vector<TestOutcome> settled_;
  std::map<std::string, int> faults_;
};

TestOutcome named(const std::string& name) {
  const auto dot = name.find('.');
  return {.group = name.substr(0, dot), .test = name.substr(dot + 1)};
}

void take_results(UnitResult& result, bool services_well, Ledger& ledger) {
  for (TestOutcome& outcome : result.outcomes) {
    // What passed has passed; what failed beside a dead server proves nothing.
    if (!services_well && outcome.verdict != Verdict::passed && outcome.verdict != Verdict::skipped)
      ledger.fault(std::move(outcome), {CauseKind::service_lost, "postgres"});
    else if (outcome.verdict == Verdict::harness_fault)
      ledger.fault(std::move(outcome), {CauseKind::suite_crashed, ""});
    else
      ledger.settle(std::move(outcome));
  }
  if (result.broken_off) ledger.fault(std::move(*result.broken_off), *result.fault);
  // The suite ended before its first test, or between two: whoever is next in line was its victim.
  else if (result.fault && !ledger.pending().empty()) ledger.fault(named(ledger.pending().front()), *result.fault);
}

void add(UnitRecord& sum, UnitRecord&& part, int attempt) {
  const auto wall = sum.wall_ms, own = sum.submission_cpu_ms, ours = sum.harness_cpu_ms;
  sum = std::move(part);
  sum.attempts = attempt;
  sum.wall_ms += wall;
  sum.submission_cpu_ms += own;
  sum.harness_cpu_ms += ours;
}

/// A lease on ground that is prepared as the group asks. A server that dies in between costs another try.
Lease prepared_lease(const UnitWork& work, Slot& slot) {
  constexpr int most_tries = 3;
  if (!work.keep.place.empty()) return {};
  for (int i = 0; i < most_tries; ++i) {
    if (work.prepare && !slot.is_prepared_for(work.submission)) work.prepare();
    Lease lease = slot.lease(work.submission, work.group.start);
    if (!work.prepare || slot.is_prepared_for(work.submission)) return lease;
  }
  throw environment_fault("postgres: the server died again and again while a submission was prepared",
                          "look at the machine's memory and at dmesg: something kills it");
}

UnitRequest request_of(const UnitWork& work) {
  const Home& home = work.workshop.home;
  return {.assignment = work.assignment,
          .submission = work.submission,
          .group = work.group,
          .runtime = work.workshop.runtime,
          .tests = {},
          .lease = {},
          .seed = work.seed,
          .program = work.group.evidence == Evidence::checks ? home.checks() : home.suite(work.assignment.id),
          .cell = home.parts / "assay-cell",
          .mutators = home.root / "harness" / "check" / "mutators" / "alter.py",
          .style = home.root / "harness" / "check" / "style" / "style.py",
          .ahead = home.root / "harness" / "suite" / "ahead.py",
          .own_tests = work.own_tests,
          .keep = work.keep,
          .shuffle = work.shuffle,
          .cancel = work.cancel,
          .trying = work.trying};
}

}  // namespace

void make_ready(const UnitWork& work, Slot& slot) {
  auto& ready = *slot.ready(work.group);
  ready.reset();   // Its place is needed.
  Ground ground = slot.ground();
  ground.directory /= work.group.evidence == Evidence::checks ? "ready-checks" : "ready-suite";
  fs::create_directory(ground.directory);
  fs::permissions(ground.directory, fs::perms(0711));
  ready = std::make_unique<ReadyCell>(request_of(work), ground);
}

UnitOutcomes work_through(const UnitWork& work, Slot& slot) {
  Ledger ledger(work.tests);
  UnitOutcomes all;
  all.record.group = work.group.name;
  for (int attempt = 1; !ledger.pending().empty(); ++attempt) {
    UnitRequest request = request_of(work);
    request.tests = ledger.pending();
    request.lease = prepared_lease(work, slot);
    UnitResult result = run_unit(request, slot.ground(), slot.ready(work.group));
    add(all.record, std::move(result.record), attempt);
    if (result.interrupted) {
      for (TestOutcome& outcome : result.outcomes) ledger.settle(std::move(outcome));
      ledger.give_up({CauseKind::not_run, ""}, Verdict::harness_fault);
      all.interrupted = true;
      break;
    }
    take_results(result, slot.services_answer(), ledger);
  }
  all.outcomes = ledger.take();
  return all;
}

}  // namespace assay
