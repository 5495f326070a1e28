// What a record is worth under a rubric.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/outcome.hpp"
#include "model/rubric.hpp"

namespace assay {

enum class CriterionState {
  graded,
  partly_graded,    ///< some of its tests could not be decided: earned … could_earn
  not_graded,       ///< harness fault, or nothing decides it yet
  awaiting_review,  ///< a person has to decide
  not_applicable,   ///< leaves both earned and possible
  gated,            ///< a criterion it needs earned nothing
};

struct DecidingTest {
  std::string name;
  Verdict verdict{};
};

struct CriterionScore {
  std::string id;
  CriterionKind kind{};
  CriterionState state = CriterionState::graded;
  Points earned;       ///< penalty: points taken, as a positive number
  Points possible;     ///< 0 when not applicable
  Points could_earn;   ///< earned if all undecided tests had passed; equals earned when graded
  std::vector<DecidingTest> decided_by;
  std::vector<std::string> gated_by;
  std::vector<std::string> unknown_tests;   ///< named by the rubric, newer than the record
  std::optional<std::int64_t> fact;         ///< value of the history fact
  std::string comment;                      ///< of a person's mark
};

struct Score {
  std::vector<CriterionScore> criteria;     ///< in rubric order
  std::map<CriterionKind, Points> earned;   ///< after caps
  std::map<CriterionKind, Points> possible; ///< of what applies
  Points total;        ///< required + optional + bonus − penalties, never below zero
  Points graded_possible;  ///< required + optional that are graded (bonus and penalties apart)
  Points pass_earned, pass_needed;
  bool passed = false;
  bool pass_open = false;  ///< not passed, but points that are not graded could change that
  bool complete = true;    ///< nothing not graded or awaiting review
};

}  // namespace assay
