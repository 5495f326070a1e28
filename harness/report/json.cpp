#include <algorithm>

#include "base/text.hpp"
#include "report/hidden.hpp"
#include "report/marked.hpp"
#include "report/renderers.hpp"
#include "report/words.hpp"

namespace assay {
namespace {

/// The same view with backticks around code.
Json with_backticks(const Json& value) {
  if (value.is_string()) {
    std::string text = value.get<std::string>();
    for (char& byte : text)
      if (byte == code_begin || byte == code_end) byte = '`';
    return text;
  }
  if (!value.is_structured()) return value;
  Json copy = value;
  for (Json& member : copy) member = with_backticks(member);
  return copy;
}

/// Data as a text of its own.
std::string text_of(const std::string& bytes) { return first_bytes(bytes, 4000); }

Json criterion_json(const CriterionScore& score, const Assignment& assignment, const ReportOptions& options) {
  Json tests = Json::array(), unknown = Json::array();
  int hidden = 0;
  for (const DecidingTest& test : score.decided_by) {
    if (hidden_from(test.name, assignment, options)) ++hidden;
    else tests.push_back({{"test", text_of(test.name)}, {"verdict", to_string(test.verdict)}});
  }
  for (const std::string& test : score.unknown_tests) {
    if (hidden_from(test, assignment, options)) ++hidden;
    else unknown.push_back(text_of(test));
  }
  return {{"id", score.id},
          {"kind", key_of(score.kind)},
          {"state", key_of(score.state)},
          {"earned", to_string(score.earned)},
          {"possible", to_string(score.possible)},
          {"could_earn", to_string(score.could_earn)},
          {"decided_by", tests},
          {"hidden", hidden},
          {"gated_by", score.gated_by},
          {"unknown_tests", unknown},
          {"fact", score.fact ? Json(*score.fact) : Json()},
          {"comment", text_of(score.comment)}};
}

Json by_kind(const std::map<CriterionKind, Points>& points) {
  Json value = Json::object();
  for (const auto& [kind, amount] : points) value[key_of(kind)] = to_string(amount);
  return value;
}

Json score_json(const Graded& graded, const Assignment& assignment, const ReportOptions& options) {
  const Score& score = graded.score;
  Json criteria = Json::array();
  for (const CriterionScore& criterion : score.criteria)
    criteria.push_back(criterion_json(criterion, assignment, options));
  return {{"submission", text_of(graded.record.submission)},
          {"criteria", criteria},
          {"earned", by_kind(score.earned)},
          {"possible", by_kind(score.possible)},
          {"total", to_string(score.total)},
          {"graded_possible", to_string(score.graded_possible)},
          {"pass_earned", to_string(score.pass_earned)},
          {"pass_needed", to_string(score.pass_needed)},
          {"passed", score.passed},
          {"pass_open", score.pass_open},
          {"complete", score.complete}};
}

}  // namespace

std::string to_json_text(const Json& view, const Graded& graded, const Assignment& assignment,
                         const ReportOptions& options) {
  const Json document{
      {"schema", 1}, {"view", with_backticks(view)}, {"score", score_json(graded, assignment, options)}};
  return to_text(document, 2) + "\n";
}

std::string class_to_json_text(const Json& view, const std::vector<Graded>& graded, const Assignment& assignment,
                               const ReportOptions& options) {
  Json scores = Json::array();
  for (const Graded& one : graded) scores.push_back(score_json(one, assignment, options));
  std::stable_sort(scores.begin(), scores.end(),
                   [](const Json& a, const Json& b) { return a.at("submission") < b.at("submission"); });
  return to_text({{"schema", 1}, {"view", with_backticks(view)}, {"scores", scores}}, 2) + "\n";
}

}  // namespace assay
