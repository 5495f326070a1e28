// The old GitHub Classroom: what its reporter reads, and what is read from the log.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.hpp"
#include "report/formats/encode.hpp"
#include "report/formats/formats.hpp"

namespace assay::formats {
namespace {

/// The number that lifts the floating-point sum `from` to `to`: the reporter adds with such numbers and prints all digits of what it adds
/// up. Where a sum always falls between two numbers there is none, and the nearest stands.
double step_between(double from, double to) {
  double step = to - from;
  while (from + step < to) step = std::nextafter(step, std::numeric_limits<double>::infinity());
  while (from + step > to) step = std::nextafter(step, 0.0);
  return step;
}

Points shown_total(const Sheet& sheet) { return std::clamp(sheet.total, Points{}, sheet.possible); }

Json runner_test(const std::string& name, const char* status, double score, const Json& message = nullptr) {
  return {{"name", name}, {"status", status}, {"score", score}, {"message", message}, {"test_code", ""}, {"filename", ""}, {"line_no", 0}, {"duration", 0}};
}

Json runner(const char* status, double most, Json tests) {
  return {{"version", 1}, {"status", status}, {"max_score", most}, {"tests", std::move(tests)}};
}

std::string name_of(const Line& line) {
  const std::string points = line.is_penalty() ? cat("−", to_string(line.earned)) : cat(to_string(line.earned), "/", to_string(line.possible));
  return clipped(one_line(cat(line.title, " (", points, ")")), 300);
}

/// What was earned, in the order of criteria, until the total is reached: penalties and caps take from the last ones.
Json earned_tests(const Sheet& sheet) {
  Json tests = Json::array();
  Points sum;
  for (const Line& line : sheet.lines) {
    const Points part = std::min(line.is_penalty() ? Points{} : line.earned, shown_total(sheet) - sum);
    if (part == Points{}) continue;
    tests.push_back(runner_test(name_of(line), "pass", step_between(number_of(sum), number_of(sum + part))));
    sum += part;
  }
  // To few sums no number leads exactly; then one line has to stand for all.
  double added = 0;
  for (const Json& test : tests) added += test.at("score").get<double>();
  if (added != number_of(sum)) tests = Json::array({runner_test(sheet.verdict, "pass", number_of(sum))});
  // A runner without tests divides by zero.
  if (tests.empty()) tests.push_back(runner_test(sheet.verdict, "pass", 0));
  return tests;
}

Json missing_tests(const Sheet& sheet) {
  Json tests = Json::array();
  for (const Line& line : sheet.lines)
    if (!line.is_full() && line.kind != CriterionKind::bonus) tests.push_back(runner_test(name_of(line), "fail", 0));
  if (shown_total(sheet) == sheet.possible || tests.empty()) {
    const bool all = shown_total(sheet) == sheet.possible;
    tests = Json::array({runner_test(sheet.verdict, all ? "pass" : "fail", 0)});
  }
  return tests;
}

}  // namespace

Runners classroom_runners(const Sheet& sheet, bool well) {
  if (!sheet.sound) {
    const Json broken = Json::array({runner_test(sheet.verdict, "error", 0, "not graded")});
    return {runner("error", 0, broken), runner("error", 0, broken)};
  }
  const double earned = number_of(shown_total(sheet));
  return {runner("pass", earned, earned_tests(sheet)),
          runner(well ? "pass" : "fail", step_between(earned, number_of(sheet.possible)), missing_tests(sheet))};
}

std::vector<std::string> classroom_notices(const Sheet& sheet) {
  if (!sheet.sound) return {};
  const std::string total = to_string(shown_total(sheet)), most = to_string(sheet.possible);
  return {workflow_command("notice", {{"title", "Autograding complete"}}, cat("Points ", total, "/", most)),
          workflow_command("notice", {{"title", "Autograding report"}}, cat(R"({"totalPoints":)", total, R"(,"maxPoints":)", most, "}"))};
}

}  // namespace assay::formats
