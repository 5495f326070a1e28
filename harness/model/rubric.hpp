// How points are given: `rubrics/<id>.toml`, checked by the loader.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/language.hpp"

namespace assay {

/// Exact points, in hundredths.
struct Points {
  std::int64_t hundredths = 0;

  static Points of(std::int64_t whole) { return {whole * 100}; }
  auto operator<=>(const Points&) const = default;
  Points operator+(Points other) const { return {hundredths + other.hundredths}; }
  Points operator-(Points other) const { return {hundredths - other.hundredths}; }
  Points& operator+=(Points other) { hundredths += other.hundredths; return *this; }
};

/// "3", "1.5", "0.37".
std::string to_string(Points);

enum class CriterionKind { required, optional, bonus, penalty };

/// How a criterion's tests decide it.
enum class Rule {
  all,         ///< all points when every test passed
  share,       ///< floor(points × passed / decided), the full points only if all passed
  any,         ///< all points when one passed
  reach,       ///< all points when at least `percent` of the decided tests passed
  any_failed,  ///< penalty: applies when a test failed (a program that never answered gives no evidence)
  half_failed, ///< penalty: applies when fewer than half of the tests passed
  per_fact,    ///< points per unit of a history fact, at most `cap` units
  manual,      ///< a person decides
};

enum class HistoryFact { days_late, active_days, meaningful_commits };

struct Criterion {
  std::string id;
  CriterionKind kind{};
  Rule rule = Rule::share;
  Points points;                    ///< the most it can give (penalty: take)
  std::vector<std::string> tests;   ///< patterns over "Group.Test"; `*` is any run of characters
  int hidden = 0;                   ///< of a rubric that students get: so many tests decide it too, and are not named
  std::vector<std::string> needs;   ///< criteria that must have earned something
  std::optional<HistoryFact> fact;
  int percent = 100;                ///< reach
  Points per_unit;                  ///< per_fact
  int cap = 0;                      ///< per_fact: most units; 0 = no limit
  int at_least = 0;                 ///< fact must reach this (meaningful_commits); earns all or nothing
  bool python_only = false;
  LocalText not_graded;             ///< reason why it is not graded yet; empty: it is graded
  LocalText title, hint;
  std::string lesson;               ///< section of the lesson, shown as a pointer
};

struct PassRule {
  CriterionKind of = CriterionKind::required;
  Points points;
  bool penalties_after = true;      ///< penalties are taken off before comparing
};

struct Rubric {
  std::string assignment;
  std::vector<Criterion> criteria;
  std::map<CriterionKind, Points> totals;  ///< stated in the file, checked against the criteria
  std::map<CriterionKind, Points> caps;    ///< most that a kind can add
  PassRule pass;
  std::vector<std::string> uncounted;      ///< patterns of tests that are shown but give no points
  std::optional<Points> starter_score;     ///< what the starter must earn
  int hidden = 0;                          ///< of a rubric that students get: so many tests run only when the work is graded
  std::string digest;
};

}  // namespace assay
