// The group OwnTests on one slot: the student's own tests on the program as it is, then on copies that were altered, each in a unit of
// its own. An alteration is noticed when a test fails that passed before. One that is not noticed counts only if the suite sees it.
// Beside the altered copies there is one that is written in another way and does the same: tests that fail there, too, look at
// something else than what the program does, and nothing that they noticed counts.
#pragma once

#include "unit.hpp"

namespace assay {

/// Every test of `work` has an outcome afterwards.
UnitOutcomes work_through_own_tests(const UnitWork& work, Slot& slot);

/// Whether a test of the group needs altered copies.
bool needs_altered_copy(const std::string& test);

}  // namespace assay
