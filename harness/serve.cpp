#include "serve.hpp"

#include <algorithm>
#include <utility>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "own_tests.hpp"
#include "prepare.hpp"
#include "unit.hpp"

namespace assay {
namespace {

/// Builds the submission, once; from then on units get what was built. Null, or how it failed.
const Built* build(RunUnderWay& run, Candidate& candidate, Slot& slot) {
  if (!candidate.build) return nullptr;
  const Built& built = candidate.build->on(slot, run.workshop, candidate.assignment, candidate.submission, run.options.seed);
  const std::lock_guard lock(run.mutex);
  if (!std::exchange(candidate.build_noted, true)) {
    enter_preparation(candidate.record, built.unit);
    if (built.tree) {
      candidate.submission.tree = built.tree->tree;
      candidate.record.built_digest = built.tree->digest;
      for (const std::string& file : built.tree->restored) candidate.record.restored.push_back(file);
    }
  }
  return built.tree ? nullptr : &built;
}

/// Builds the database that this slot's units of the submission start on. Its outcomes go to the record once: other slots do the same work
/// again and find the same.
void prepare(RunUnderWay& run, Candidate& candidate, Slot& slot) {
  UnitOutcomes prepared =
      prepare_slot(run.workshop, candidate.assignment, candidate.submission, candidate.record.seed, slot, run.options.cancel);
  if (prepared.interrupted) throw Interrupted{};
  const std::lock_guard lock(run.mutex);
  if (!std::exchange(candidate.prepare_noted, true)) enter_preparation(candidate.record, std::move(prepared));
}

/// What was prepared for this very program in an earlier run of a standing workshop came out as it did then.
void note_earlier_preparation(RunUnderWay& run, Candidate& candidate, const Slot& slot) {
  if (!slot.is_prepared_for(candidate.submission)) return;
  const std::lock_guard lock(run.mutex);
  if (std::exchange(candidate.prepare_noted, true)) return;
  candidate.record.outcomes.insert(candidate.record.outcomes.end(), slot.preparation().begin(), slot.preparation().end());
}

/// The outcomes that the unit's tests would have, were they run: the role fails to start in the same way, or there is nothing to start.
UnitOutcomes copied(const TestOutcome& first, const Group& group, const std::vector<std::string>& tests) {
  UnitOutcomes all;
  all.record.group = group.name;
  for (const std::string& name : tests) {
    TestOutcome outcome = first;
    outcome.group = name.substr(0, name.find('.'));
    outcome.test = name.substr(name.find('.') + 1);
    outcome.output.clear();
    outcome.duration = {};
    if (name != tests.front()) outcome.steps.clear();
    all.outcomes.push_back(std::move(outcome));
  }
  return all;
}

bool matches_one(const std::vector<std::string>& patterns, const std::string& test) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) { return matches(pattern, test); });
}

void say_trying(RunUnderWay& run, const Candidate& candidate, const Group& group, const std::string& test) {
  if (!run.progress) return;
  const std::lock_guard lock(run.mutex);
  run.progress({run.units_done, run.units, candidate.submission.name, group.name, test});
}

UnitOutcomes run_ticket(RunUnderWay& run, const UnitTicket& ticket, Slot& slot) {
  Candidate& candidate = run.candidates[ticket.submission];
  std::vector<std::string> tests = wanted_tests(*ticket.group, run.options);
  if (!candidate.only.empty()) std::erase_if(tests, [&](const std::string& test) { return !matches_one(candidate.only, test); });
  if (tests.empty()) return {};
  if (!candidate.altered_copies) std::erase_if(tests, needs_altered_copy);
  if (const Built* const failed = build(run, candidate, slot)) {
    UnitOutcomes unit = copied(failed->outcome(), *ticket.group, tests);
    unit.interrupted = failed->unit.interrupted;
    return unit;
  }
  if (const auto first = run.start_failures.forbids(ticket.submission, *ticket.group))
    return copied(*first, *ticket.group, tests);
  const bool preparing = ticket.group->start == Start::prepared && migrating_group(candidate.assignment).has_value();
  if (preparing) note_earlier_preparation(run, candidate, slot);
  const UnitWork work{.workshop = run.workshop,
                      .assignment = candidate.assignment,
                      .submission = candidate.submission,
                      .group = *ticket.group,
                      .tests = tests,
                      .seed = candidate.record.seed,
                      .shuffle = candidate.shuffle,
                      .prepare = preparing ? [&] { prepare(run, candidate, slot); } : std::function<void()>(),
                      .cancel = run.options.cancel,
                      .trying = [&](const std::string& test) { say_trying(run, candidate, *ticket.group, test); }};
  UnitOutcomes unit = ticket.group->name == "OwnTests" ? work_through_own_tests(work, slot) : work_through(work, slot);
  run.control.judge(work, slot, unit);
  return unit;
}

void enter(RunUnderWay& run, const UnitTicket& ticket, UnitOutcomes unit) {
  const std::lock_guard lock(run.mutex);
  Candidate& candidate = run.candidates[ticket.submission];
  for (const TestOutcome& outcome : unit.outcomes) run.start_failures.note(ticket.submission, outcome);
  std::move(unit.outcomes.begin(), unit.outcomes.end(), std::back_inserter(candidate.record.outcomes));
  candidate.record.wall_ms += unit.record.wall_ms;
  if (!unit.record.group.empty()) candidate.record.units.push_back(std::move(unit.record));
  candidate.record.complete = candidate.record.complete && !unit.interrupted;
  ++run.units_done;
  if (run.progress)
    run.progress({run.units_done, run.units, candidate.submission.name, ticket.group->name, {}});
  if (--candidate.units_left > 0 || !candidate.record.complete) return;
  sort_like_suite(candidate.record);
  candidate.record.cell = run.workshop.statement.get();
  if (run.finished) run.finished(candidate.record);
}

}  // namespace

std::vector<std::string> wanted_tests(const Group& group, const GradeOptions& options) {
  std::vector<std::string> tests;
  for (const std::string& test : group.tests)
    if (options.only.empty() || matches_one(options.only, test)) tests.push_back(test);
  return tests;
}

void sort_like_suite(RunRecord& record) {
  const auto place = [&](const std::string& test) {
    return std::find(record.tests.begin(), record.tests.end(), test) - record.tests.begin();
  };
  std::stable_sort(record.outcomes.begin(), record.outcomes.end(),
                   [&](const TestOutcome& a, const TestOutcome& b) { return place(a.name()) < place(b.name()); });
  std::sort(record.units.begin(), record.units.end(),
            [](const UnitRecord& a, const UnitRecord& b) { return a.group < b.group; });
}

void serve(RunUnderWay& run, const Assignment& assignment, int index) {
  try {
    std::unique_ptr<Slot>& slot = run.slots[static_cast<std::size_t>(index)];
    if (!slot) slot = std::make_unique<Slot>(run.workshop, assignment, index);
    std::optional<std::size_t> last;
    while (const auto ticket = run.schedule.next(last)) {
      UnitOutcomes unit = run_ticket(run, *ticket, *slot);
      const bool stop = unit.interrupted || run.stopped();
      enter(run, *ticket, std::move(unit));
      run.schedule.done(*ticket);
      if (stop) run.schedule.stop();
      last = ticket->submission;
    }
  } catch (...) {
    const std::lock_guard lock(run.mutex);
    // An interruption breaks whatever was under way; that is no trouble of its own.
    if (!run.trouble && !run.stopped()) run.trouble = std::current_exception();
    run.schedule.stop();
  }
}

}  // namespace assay
