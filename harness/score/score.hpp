// Score: a pure function of facts, rules and circumstances. No process, no network, no clock.
#pragma once

#include "model/circumstances.hpp"
#include "model/record.hpp"
#include "model/score.hpp"

namespace assay {

/// Never throws for a record and rubric that were loaded; a rubric newer than the record gives "not graded" where it
/// names tests that the record does not know.
Score score(const RunRecord& record, const Rubric& rubric, const Circumstances& circumstances);

/// The value of "12", "12.5" or "12.50"; nothing for anything else.
std::optional<Points> points_from(const std::string& text);

/// What --require asks for: "12.5" points of required + optional less penalties, "80%" of what is graded of them, or "full".
struct Requirement {
  enum class Kind { points, percent, full } kind{};
  std::int64_t value = 0;  ///< hundredths of a point, or of a percent
};

/// Throws Fault for anything else.
Requirement parse_requirement(const std::string& text);

/// Whether `score` reaches it. `full`: everything that is graded of required, optional and bonus, no penalty, and passed.
bool reaches(const Score& score, const Requirement& requirement);

}  // namespace assay
