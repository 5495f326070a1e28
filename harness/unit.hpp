// One unit on one slot, until each of its tests has an outcome: retries what was our fault, once, on fresh ground.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/record.hpp"
#include "workshop.hpp"

namespace assay {

struct UnitWork {
  const Workshop& workshop;
  const Assignment& assignment;
  const Submission& submission;
  const Group& group;
  std::vector<std::string> tests;  ///< "Group.Test", in the order to run
  std::string seed;
  bool shuffle = false;
  const OwnTestsRun* own_tests = nullptr;  ///< as in UnitRequest
  Keep keep;                       ///< likewise; such a unit gets no services
  std::function<void()> prepare;   ///< makes the slot ready for a prepared start; called before each lease; empty: nothing to make
  int cancel = -1;                 ///< readable: the unit shall be broken off, as by an interruption
  std::function<void(const std::string& test)> trying = {};   ///< called when a test begins; may be empty
};

struct UnitOutcomes {
  std::vector<TestOutcome> outcomes;
  UnitRecord record;
  bool interrupted = false;
};

/// Every test of `work` has an outcome afterwards; harness_fault where our side broke twice.
UnitOutcomes work_through(const UnitWork& work, Slot& slot);

/// Starts a cell on `slot` for the next unit like `work`, so that its interpreters are warm then. For check --watch only: what a program
/// forgets to import may have been imported for it.
void make_ready(const UnitWork& work, Slot& slot);

}  // namespace assay
