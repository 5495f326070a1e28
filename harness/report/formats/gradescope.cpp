#include "base/text.hpp"
#include "report/formats/encode.hpp"
#include "report/formats/formats.hpp"

namespace assay::formats {
namespace {

constexpr std::size_t most_output = 60'000;   // of one criterion or of the whole

std::string what_to_fix(const Sheet& sheet) {
  std::vector<std::string> parts{sheet.verdict};
  for (std::size_t i = 0; i < sheet.findings.size(); ++i)
    parts.push_back(cat("\n", i + 1, ". ", sheet.findings[i].title, "\n", sheet.findings[i].text));
  for (const std::string& sentence : sheet.hidden) parts.push_back(sentence);
  return clipped(join(parts, "\n"), most_output);
}

Json test_of(const Line& line, std::size_t number) {
  Json test{{"name", line.title}, {"name_format", "text"}, {"number", cat(number)}, {"output", clipped(line.why, most_output)},
            {"output_format", "text"}, {"status", line.is_full() ? "passed" : "failed"}, {"tags", {line.id}}};
  // A penalty is in the total alone: there are courses in which no test may have a negative score.
  if (line.is_penalty()) {
    if (line.earned > Points{}) test["name"] = cat(line.title, " (−", to_string(line.earned), ")");
  } else {
    test["score"] = number_of(line.earned);
    test["max_score"] = number_of(line.possible);
  }
  return test;
}

}  // namespace

Json gradescope(const Sheet& sheet) {
  Json tests = Json::array();
  for (const Line& line : sheet.lines) tests.push_back(test_of(line, tests.size() + 1));
  return {{"score", number_of(sheet.total)},
          {"execution_time", static_cast<double>(sheet.wall_ms) / 1000},
          {"output", what_to_fix(sheet)},
          {"output_format", "text"},
          {"test_output_format", "text"},
          {"test_name_format", "text"},
          {"visibility", "visible"},
          {"stdout_visibility", "hidden"},
          {"extra_data", {{"assignment", sheet.assignment}, {"seed", sheet.seed}, {"submission_digest", sheet.digest}}},
          {"tests", tests}};
}

}  // namespace assay::formats
