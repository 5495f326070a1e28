// Whether the suite checks what the statement promises: anchors, tests and mistakes of the lesson, held against each other. Pure.
#pragma once

#include <string>
#include <vector>

#include "model/assignment.hpp"
#include "model/rubric.hpp"
#include "model/task_text.hpp"

namespace assay {

struct ContractFindings {
  std::vector<std::string> problems;   ///< a proof with one of them does not hold
  std::vector<std::string> untested;   ///< anchors of sentences that no test checks, in the order of the English text
};

/// Problems: anchors that differ between the languages or stand twice; a test that checks an unknown sentence; a counted test of the
/// suite that checks none; a mistake that the statements do not explain though its file says so, and the reverse.
ContractFindings check_contract(const Assignment& assignment, const Rubric& rubric, const TaskTexts& statements,
                                const std::vector<Mistake>& mistakes);

}  // namespace assay
