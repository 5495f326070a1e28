#include "control.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "model/review.hpp"
#include "own_tests.hpp"
#include "prepare.hpp"

namespace assay {
namespace {

std::vector<std::string> faulty_tests(const UnitOutcomes& outcomes) {
  std::vector<std::string> tests;
  for (const TestOutcome& outcome : outcomes.outcomes)
    if (outcome.verdict == Verdict::harness_fault && outcome.cause && outcome.cause->kind != CauseKind::not_run) tests.push_back(outcome.name());
  return tests;
}

bool passed(const UnitOutcomes& outcomes, const std::string& test) {
  return std::any_of(outcomes.outcomes.begin(), outcomes.outcomes.end(), [&](const TestOutcome& outcome) {
    return outcome.name() == test && outcome.verdict == Verdict::passed;
  });
}

}  // namespace

const Submission* Control::reference() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(looked_, true)) return reference_ ? &*reference_ : nullptr;
  const fs::path source = workshop_.home.root / "reference" / assignment_.id / "python";
  if (!fs::is_directory(source)) return nullptr;
  const fs::path place = workshop_.directory->path() / "control";
  fs::create_directory(place);
  reference_ = intake(workshop_.home, assignment_, source, "the reference, as a control", place, workshop_.submission_owner(0));
  return &*reference_;
}

void Control::judge(const UnitWork& work, Slot& slot, UnitOutcomes& outcomes) {
  const std::vector<std::string> tests = faulty_tests(outcomes);
  const Submission* reference = tests.empty() || outcomes.interrupted ? nullptr : this->reference();
  if (!reference) return;
  const UnitWork control{.workshop = workshop_, .assignment = assignment_, .submission = *reference, .group = work.group,
                         .tests = tests, .seed = work.seed, .shuffle = work.shuffle,
                         .prepare = work.prepare ? [&] { prepare_slot(workshop_, assignment_, *reference, work.seed, slot); } : std::function<void()>()};
  const UnitOutcomes got = work.group.name == "OwnTests" ? work_through_own_tests(control, slot) : work_through(control, slot);
  outcomes.interrupted = outcomes.interrupted || got.interrupted;
  for (TestOutcome& outcome : outcomes.outcomes)
    if (std::find(tests.begin(), tests.end(), outcome.name()) != tests.end() && passed(got, outcome.name()))
      outcome.cause->data["control"] = "well";
}

}  // namespace assay
