// The control run: whose fault it is when our side broke twice on the same test. The reference plays the same tests on the same ground; when
// it is well there, our suite breaks on this submission, and a person has to look: neither zero nor more, and never tried again.
#pragma once

#include <mutex>
#include <optional>

#include "unit.hpp"

namespace assay {

class Control {
 public:
  Control(const Workshop& workshop, const Assignment& assignment) : workshop_(workshop), assignment_(assignment) {}

  /// Of the outcomes of `work` on `slot` that are harness faults, those whose tests the reference passes on the same slot get
  /// `control: "well"` into their cause (see awaits_review). Nothing changes where there is no reference, or the control breaks too.
  void judge(const UnitWork& work, Slot& slot, UnitOutcomes& outcomes);

 private:
  const Submission* reference();

  const Workshop& workshop_;
  const Assignment& assignment_;
  std::mutex mutex_;
  bool looked_ = false;
  std::optional<Submission> reference_;
};

}  // namespace assay
