// Reports for places that hold little.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "report/report.hpp"
#include "report/sample_test.hpp"

namespace assay {
namespace {

/// Many failures of their own, each with requests, an answer and output.
RunRecord long_record(const std::string& name) {
  RunRecord record = sample::failing_record();
  record.submission = name;
  for (int i = 0; i < 60; ++i) {
    TestOutcome outcome = sample::outcome("Lists", cat("Number", i), Verdict::failed);
    outcome.steps = {sample::http("GET", cat("/products?offset=", i), nullptr, 200, std::string(1200, 'a')),
                     sample::http("POST", "/products", {{"name", "Лампа 💡"}}, 201, std::string(1200, 'b'))};
    outcome.expectations = {{ExpectationKind::count, "products", 10, 25, false}};
    outcome.debug = std::string(2000, 'd');
    record.outcomes.push_back(outcome);
  }
  return record;
}

std::string markdown(MarkdownLimit limit, Language language = Language::uk) {
  const RunRecord record = long_record("ivanenko");
  const Score score = sample::failing_score(record);
  ReportOptions options = sample::options(language);
  options.reader = Reader::instructor;
  options.limit = limit;
  return render({record, score}, sample::assignment(), sample::rubric(), Format::markdown, options);
}

std::size_t units(const std::string& text) {
  std::size_t count = 0;
  for (const char byte : text) count += ((byte & 0xC0) != 0x80) + ((byte & 0xF8) == 0xF0);
  return count;
}

TEST(Shorten, LeavesAReportAsItIsWhereItFits) {
  EXPECT_EQ(markdown({}), markdown(step_summary_limit));
  EXPECT_FALSE(holds(markdown({}), "Звіт скорочено"));
}

TEST(Shorten, FillsACommentOfGitHubAlmostToItsEnd) {
  ASSERT_GT(units(markdown({})), comment_limit.characters);
  const std::string comment = markdown(comment_limit);
  EXPECT_LE(units(comment), comment_limit.characters);
  EXPECT_GT(units(comment), comment_limit.characters - 6'000) << "no more is left out than has to be";
  EXPECT_TRUE(comment.ends_with("Звіт скорочено: увесь він тут не вміщається.\n"));
}

TEST(Shorten, KeepsTheScoreAndTheFirstFailuresTheLongest) {
  std::size_t before = 0;
  for (const std::size_t bytes : {3'000u, 6'000u, 10'000u, 20'000u, 60'000u, 120'000u}) {
    const std::string text = markdown({.bytes = bytes}, Language::en);
    EXPECT_LE(text.size(), bytes);
    EXPECT_GE(text.size(), before);
    before = text.size();
    EXPECT_TRUE(holds(text, "33 of ")) << bytes;
    EXPECT_TRUE(holds(text, "psycopg2")) << bytes;
    EXPECT_EQ(holds(text, "Details for the instructor"), bytes > 100'000) << bytes;
  }
  EXPECT_TRUE(holds(markdown({.bytes = 20'000}, Language::en), "curl")) << "the first failures keep what was done";
}

TEST(Shorten, CountsTheFailuresThatItLeavesOut) {
  const std::string text = markdown({.bytes = 10'000}, Language::en);
  std::size_t cards = 0;
  for (const std::string& line : split(text, '\n')) cards += line.starts_with("### ");
  const std::size_t shared_beside = 2;   // one card stands for three tests
  EXPECT_TRUE(holds(text, cat(60 + 11 - cards - shared_beside, " tests more failed"))) << cards << "\n" << text;
}

TEST(Shorten, FitsIntoAnyLimit) {
  for (const std::size_t bytes : {200u, 500u, 1'000u})
    EXPECT_LE(markdown({.bytes = bytes}).size(), bytes);
}

TEST(Shorten, ShortensTheReportOfAClass) {
  std::vector<RunRecord> records;
  for (int i = 0; i < 6; ++i) records.push_back(long_record(cat("student", i)));
  const Score score = sample::failing_score(records.front());
  std::vector<Graded> graded;
  for (const RunRecord& record : records) graded.push_back({record, score});
  ReportOptions options = sample::options(Language::en);
  for (const std::size_t characters : {1'500u, 20'000u, 65'535u}) {
    options.limit = {.characters = characters};
    const std::string text = render_class(graded, sample::assignment(), sample::rubric(), Format::markdown, options);
    EXPECT_LE(units(text), characters);
    EXPECT_TRUE(holds(text, "| `student0`") || holds(text, "student0")) << characters;
    EXPECT_TRUE(holds(text, "This report is shortened")) << characters;
  }
}

}  // namespace
}  // namespace assay
