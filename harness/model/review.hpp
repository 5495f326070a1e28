// Outcomes that a person has to look at.
#pragma once

#include "model/outcome.hpp"

namespace assay {

/// Whether our suite broke on this submission while the reference was well on the same ground: the test is not graded by a machine, and
/// earns nothing until a person has looked.
inline bool awaits_review(const TestOutcome& outcome) {
  return outcome.verdict == Verdict::harness_fault && outcome.cause && outcome.cause->data.is_object() &&
         outcome.cause->data.value("control", Json()) == "well";
}

}  // namespace assay
