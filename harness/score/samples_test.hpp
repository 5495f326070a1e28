// What tests of scoring make records and rubrics from.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "score/score.hpp"

namespace assay {

inline constexpr std::int64_t day = 86'400;   // seconds

inline TestOutcome outcome(const std::string& name, Verdict verdict) {
  const auto parts = split(name, '.');
  TestOutcome made;
  made.group = parts[0];
  made.test = parts[1];
  made.verdict = verdict;
  return made;
}

inline TestOutcome caused(const std::string& name, Verdict verdict, CauseKind kind, Json data = Json::object()) {
  TestOutcome made = outcome(name, verdict);
  made.cause = Cause{kind, "api", std::move(data)};
  return made;
}

inline RunRecord record_of(const std::vector<TestOutcome>& outcomes) {
  RunRecord record;
  record.submission = "ada";
  record.outcomes = outcomes;
  for (const TestOutcome& one : outcomes) record.tests.push_back(one.name());
  return record;
}

inline Criterion criterion(const std::string& id, Rule rule, std::int64_t hundredths, std::vector<std::string> tests) {
  Criterion made;
  made.id = id;
  made.rule = rule;
  made.points = {hundredths};
  made.tests = std::move(tests);
  return made;
}

inline Criterion penalty(Rule rule, std::int64_t hundredths, std::vector<std::string> tests) {
  Criterion made = criterion("penalty", rule, hundredths, std::move(tests));
  made.kind = CriterionKind::penalty;
  return made;
}

inline Criterion fact(HistoryFact which, std::int64_t per_unit, int cap) {
  Criterion made = criterion("fact", Rule::per_fact, per_unit * std::max(cap, 1), {});
  made.fact = which;
  made.per_unit = {per_unit};
  made.cap = cap;
  return made;
}

inline Rubric rubric_of(std::vector<Criterion> criteria) {
  Rubric rubric;
  rubric.criteria = std::move(criteria);
  return rubric;
}

inline CriterionScore only(const RunRecord& record, const Criterion& one, const Circumstances& circumstances = {}) {
  return score(record, rubric_of({one}), circumstances).criteria.at(0);
}

inline const auto P = Verdict::passed, F = Verdict::failed, H = Verdict::harness_fault;

inline RunRecord of_verdicts(const std::vector<Verdict>& verdicts) {
  std::vector<TestOutcome> outcomes;
  for (std::size_t i = 0; i < verdicts.size(); ++i) outcomes.push_back(outcome(cat("G.T", i), verdicts[i]));
  return record_of(outcomes);
}

}  // namespace assay
