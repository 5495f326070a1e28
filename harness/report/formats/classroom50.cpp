#include <algorithm>

#include "base/text.hpp"
#include "report/formats/encode.hpp"
#include "report/formats/formats.hpp"

namespace assay::formats {
namespace {

constexpr std::size_t most_message = 8'000;

Json test_of_line(const Line& line) {
  return {{"test-name", line.title.empty() ? line.id : line.title},
          {"passed", line.is_full()},
          {"score", line.is_penalty() ? 0 : std::clamp<std::int64_t>(line.earned.hundredths, 0, line.possible.hundredths)},
          {"max-score", line.possible.hundredths},
          {"criterion", line.id},
          {"points", cat(line.is_penalty() && line.earned > Points{} ? "-" : "", to_string(line.earned))},
          {"message", clipped(line.why, most_message)}};
}

}  // namespace

Json classroom50(const Sheet& sheet, const Classroom50& whose) {
  Json tests = Json::array();
  for (const Line& line : sheet.lines) tests.push_back(test_of_line(line));
  Json result{{"schema", "classroom50/result/v1"},
              {"classroom", whose.classroom},
              {"assignment", whose.assignment},
              {"assignment_type", whose.assignment_type},
              {"owner", whose.owner},
              {"submission", whose.submission},
              {"commit", whose.commit},
              {"release", whose.release},
              {"review", whose.review},
              {"datetime", whose.committed},
              {"score", std::clamp<std::int64_t>(sheet.total.hundredths, 0, sheet.possible.hundredths)},
              {"max-score", sheet.possible.hundredths},
              {"tests", tests}};
  if (!sheet.started.empty()) result["graded_at"] = sheet.started;
  if (!whose.submitter.empty()) {
    result["submitted_by"] = {{"username", whose.submitter}};
    if (whose.submitter_id > 0) result["submitted_by"]["id"] = whose.submitter_id;
  }
  return result;
}

}  // namespace assay::formats
