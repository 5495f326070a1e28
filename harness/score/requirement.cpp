#include <algorithm>
#include <cstdlib>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "score/score.hpp"

namespace assay {
namespace {

Points earned(const Score& score, CriterionKind kind) {
  const auto found = score.earned.find(kind);
  return found == score.earned.end() ? Points{} : found->second;
}

bool is_full(const Score& score) {
  if (!score.passed || earned(score, CriterionKind::penalty) > Points{}) return false;
  return std::all_of(score.criteria.begin(), score.criteria.end(), [](const CriterionScore& criterion) {
    switch (criterion.state) {
      case CriterionState::not_graded: case CriterionState::awaiting_review: case CriterionState::not_applicable:
        // What no test decides is left out; what a test should have decided and could not is no full mark.
        return criterion.decided_by.empty() && criterion.unknown_tests.empty();
      case CriterionState::partly_graded: case CriterionState::gated: return false;
      case CriterionState::graded:
        return criterion.kind == CriterionKind::penalty || criterion.earned == criterion.possible;
    }
    std::abort();
  });
}

}  // namespace

std::optional<Points> points_from(const std::string& text) {
  const std::size_t dot = text.find('.');
  const std::string whole = text.substr(0, dot);
  std::string rest = dot == std::string::npos ? "00" : text.substr(dot + 1);
  if (rest.size() == 1) rest += '0';
  const auto digits = [](const std::string& part) {
    return std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (whole.empty() || whole.size() > 6 || rest.size() != 2 || !digits(whole) || !digits(rest)) return std::nullopt;
  return Points{std::stoll(whole) * 100 + std::stoll(rest)};
}

Requirement parse_requirement(const std::string& text) {
  if (text == "full") return {Requirement::Kind::full, 0};
  const bool percent = text.ends_with('%');
  const std::optional<Points> value = points_from(percent ? text.substr(0, text.size() - 1) : text);
  if (!value || (percent && *value > Points::of(100)))
    throw Fault(cat("--require: expected points (12.5), a part (80%) or 'full', got ", quoted(text)),
                "points are of the required and optional part together, a percentage is of what is graded");
  return {percent ? Requirement::Kind::percent : Requirement::Kind::points, value->hundredths};
}

bool reaches(const Score& score, const Requirement& requirement) {
  const Points points = std::max(Points{}, earned(score, CriterionKind::required) +
                                               earned(score, CriterionKind::optional) -
                                               earned(score, CriterionKind::penalty));
  switch (requirement.kind) {
    case Requirement::Kind::points: return points.hundredths >= requirement.value;
    case Requirement::Kind::percent:
      return score.graded_possible > Points{} &&
             points.hundredths * 100'00 >= requirement.value * score.graded_possible.hundredths;
    case Requirement::Kind::full: return is_full(score);
  }
  std::abort();
}

}  // namespace assay
