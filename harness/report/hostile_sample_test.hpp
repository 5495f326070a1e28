// Samples of submissions that write into their reports whatever they can.
#pragma once

#include <algorithm>

#include "base/text.hpp"
#include "report/sample_test.hpp"

namespace assay::sample {

inline const std::vector<std::string>& attacks() {
  static const std::vector<std::string> texts{
      "<script>alert(1)</script><img src=x onerror=alert(1)>",
      "\"><svg/onload=alert(1)>' {{total}} {{{css}}} &lt;b&gt; &#60;",
      "```\n# heading\n| a | b |\n[x](http://e.example) ![i](http://e.example/p.png) @mention <!-- --> `` ` ``` ````",
      "**bold** _it_ ~~no~~ \\` \\\\ <http://e.example> https://e.example #12 </details> | cell |",
      "\x1b[2J\x1b]0;title\x07\x9b" "31m \xc2\x9b" "31m over\rwritten\b\b",
      "\xe2\x80\xae reversed \xe2\x81\xa6 isolate \xe2\x80\xa8 line",
      "::error file=a,line=1::forged\n  ::add-mask::0\n::stop-commands::x\n##[error]forged",
      "\xff\xfe\xc0\xaf broken \xed\xa0\x80 bytes",
      "a\x02" "b\x03" "c\x01\x00" "d",
      "- item\n1. item\n> quote\n    indented\n===\n---\n\t::warning::x"};
  return texts;
}

/// A record with `text` wherever bytes of a submission can get.
inline RunRecord record_with(const std::string& text) {
  RunRecord record = empty_record(text);
  TestOutcome outcome = sample::outcome("Create", "KeepsPrice", Verdict::failed);
  outcome.expectations = {{ExpectationKind::field, text, text, {{"key", text}}, false},
                          {ExpectationKind::output, text, {{"term", "contains"}, {"value", text}}, text, false},
                          {ExpectationKind::finding, text, nullptr, text, false},
                          {ExpectationKind::statements, text, {{"term", "at_most"}, {"value", 1}}, 4, false}};
  outcome.steps = {http("POST", text, {{"name", text}}, 200, text),
                   http(text, "/x", text, 500, text),
                   {StepKind::rpc, {{"method", text}, {"params", {text}}, {"volatile", {{"error", text}}}}},
                   {StepKind::sql, {{"query", text}}},
                   {StepKind::command, {{"argv", {text}}, {"status", 1}}}};
  outcome.steps[0].data["headers"] = {{text, text}};
  outcome.steps[0].data["volatile"]["exchange"] = 1;
  outcome.statements = {{.number = 2, .exchanges = {1}, .text = text, .kind = "data", .error = text}};
  outcome.steps.push_back({StepKind::sql, {{"by", "submission"}, {"subject", text}, {"count", 4}, {"volatile", {{"statements", {text}}}}}});
  outcome.output = {{"api", 0, text.size()}};
  outcome.debug = text;
  TestOutcome start = sample::outcome("Model", "HasKey", Verdict::crashed);
  start.cause = Cause{CauseKind::missing_package, text, {{"package", text}, {"files", {text}}, {"error", text}}};
  record.outcomes = {outcome, start};
  UnitRecord unit;
  unit.group = "Create";
  unit.output["api"] = {text, "", text.size()};
  record.units = {unit};
  record.restored = {text};
  record.versions = {{"python", text}};
  record.history = History{{{text, 1, text, true}}};
  return record;
}

/// So many failures of their own, and so many bytes that the program wrote and answered.
inline RunRecord huge_record(int tests, std::size_t bytes) {
  RunRecord record = empty_record("huge");
  const std::size_t each = bytes / static_cast<std::size_t>(tests) / 2;
  std::string output;
  for (int i = 0; i < tests; ++i) {
    TestOutcome made = outcome("Lists", cat("Test", i), Verdict::failed);
    made.steps = {http("GET", cat("/products?offset=", i), nullptr, 200, std::string(std::min<std::size_t>(each, 2000), 'a'))};
    made.expectations = {{ExpectationKind::count, "products", 10, 25, false}, {ExpectationKind::field, "name", std::string(each, 'b'), "c", false}};
    made.output = {{"api", output.size(), output.size() + each}};
    for (std::size_t k = 0; k < each; k += 64) output += cat("INFO: line ", k, " of test ", i, std::string(40, '.'), "\n");
    record.outcomes.push_back(made);
  }
  UnitRecord unit;
  unit.group = "Lists";
  unit.output["api"] = {output, "", output.size()};
  record.units = {unit};
  return record;
}

}  // namespace assay::sample
