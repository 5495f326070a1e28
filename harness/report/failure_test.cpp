// What a report shows of a failure: requests, statements, what the program said.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "report/evidence.hpp"
#include "report/marked.hpp"
#include "report/report.hpp"
#include "report/sample_test.hpp"

namespace assay {
namespace {

/// A failing report whose first own failure ran `count` statements for one request.
std::string report_with_statements(Format format, Language language, std::int64_t count) {
  RunRecord record = sample::failing_record();
  TestOutcome& outcome = record.outcomes[3];
  outcome.steps.push_back({StepKind::sql, {{"by", "submission"}, {"subject", "GET /products"}, {"count", count},
      {"volatile", {{"statements", {"SELECT id\n  FROM products", "SELECT name FROM products WHERE id = 1", "SELECT 3"}}}}}});
  outcome.expectations.push_back({ExpectationKind::statements, "GET /products", {{"term", "at_most"}, {"value", 3}}, count, false});
  const Score score = sample::failing_score(record);
  return render({record, score}, sample::assignment(), sample::rubric(), format, sample::options(language));
}

TEST(Report, ShowsTheFirstOfTooManyStatements) {
  for (const Format format : all_formats) {
    const std::string report = report_with_statements(format, Language::en, 201);
    for (const char* wanted : {"1. SELECT id FROM products", "3. SELECT 3", "… +198"})
      EXPECT_TRUE(holds(report, wanted)) << static_cast<int>(format) << ": " << wanted;
  }
  const std::string terminal = report_with_statements(Format::terminal, Language::en, 201);
  EXPECT_TRUE(holds(terminal, "should take at most 3 database statements, but 201 ran."));
  EXPECT_TRUE(holds(terminal, "the program ran 201 database statements."));
  EXPECT_TRUE(holds(terminal, "SQL that the program ran:"));
}

TEST(Report, CountsStatementsInTheGrammarOfTheLanguage) {
  EXPECT_TRUE(holds(report_with_statements(Format::markdown, Language::uk, 201), "має піти щонайбільше 3 запити до бази, а виконано `201`"));
  EXPECT_TRUE(holds(report_with_statements(Format::markdown, Language::uk, 22), "програма виконала 22 запити до бази."));
  EXPECT_TRUE(holds(report_with_statements(Format::markdown, Language::ru, 5), "должно уйти не больше 3 запросов к базе, а выполнено `5`"));
  EXPECT_TRUE(holds(report_with_statements(Format::markdown, Language::ru, 5), "программа выполнила 5 запросов к базе."));
}

TEST(Evidence, ShowsTheStatementsOfTheLastRequestThatRanAny) {
  TestOutcome outcome = sample::outcome("Create", "KeepsPrice", Verdict::failed);
  for (const int exchange : {1, 5, 9}) {
    outcome.steps.push_back(sample::http("GET", "/products", nullptr, 200, "[]"));
    outcome.steps.back().data["volatile"]["exchange"] = exchange;
  }
  outcome.statements = {{.number = 2, .exchanges = {1}, .text = "SELECT 1 FROM old", .kind = "data"},
                        {.number = 6, .exchanges = {5}, .text = "BEGIN", .kind = "control"},
                        {.number = 7, .exchanges = {5}, .text = "INSERT INTO products\nVALUES ('x')", .kind = "data", .error = "23505"},
                        {.number = 8, .exchanges = {}, .text = "SELECT 1 FROM background", .kind = "data"}};
  EXPECT_EQ(sql_lines(outcome), "1. INSERT INTO products VALUES ('x')  -- 23505");
  outcome.statements.clear();
  EXPECT_EQ(sql_lines(outcome), "");
}

TEST(Report, GivesTheRequestAsAShellCommand) {
  const Step step = sample::http("POST", "/products?q=a b", {{"name", "O'Reilly"}}, 201, "");
  EXPECT_EQ(curl_command(step, sample::assignment()),
            "curl -i -X POST 'http://localhost:8000/products?q=a b' \\\n  -H 'Content-Type: application/json' \\\n"
            "  -d '{\"name\":\"O'\\''Reilly\"}'");
}

TEST(Evidence, ShowsACallAsALineForTheLessonsPort) {
  Step step{StepKind::rpc, {{"method", "greet"}, {"params", {{"name", "O'Neil \"ї\""}}}, {"role", "api"}}};
  EXPECT_EQ(nc_command(step, sample::assignment()),
            "printf '%s\\n' '{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"greet\",\"params\":{\"name\":\"O'\\''Neil \\\"ї\\\"\"}}' \\\n"
            "  | nc -w 3 localhost 8000");
  step.data["abridged"] = true;
  EXPECT_EQ(nc_command(step, sample::assignment()), "") << "a part of a line would show something else";
  EXPECT_EQ(nc_command({StepKind::rpc, {{"text", "{not json"}}}, sample::assignment()), "printf '%s\\n' '{not json' \\\n  | nc -w 3 localhost 8000");
}

TEST(Report, GivesRequestsSentAtOnceAsALoop) {
  Step step = sample::http("GET", "/tags", nullptr, 200, "");
  step.data["times"] = 40u;
  EXPECT_EQ(curl_command(step, sample::assignment()), "for _ in $(seq 40); do curl -i http://localhost:8000/tags & done; wait");
}

TEST(Report, ShowsTheEndOfTheOutputThatWasWrittenDuringTheTest) {
  RunRecord record = sample::empty_record("a");
  UnitRecord unit;
  unit.group = "Lists";
  unit.output["api"] = {"start\n", "late 1\nlate 2\n", 1000};
  record.units = {unit};
  TestOutcome outcome = sample::outcome("Lists", "Pages", Verdict::failed);
  outcome.output = {{"api", 986, 993}};
  EXPECT_EQ(output_end(record, outcome, {}).lines, "late 1");
  outcome.output = {{"api", 0, 6}};
  EXPECT_EQ(output_end(record, outcome, {}).lines, "start");
  outcome.output = {{"api", 0, 1000}};
  EXPECT_EQ(output_end(record, outcome, {}).lines, "start\n\n…\nlate 1\nlate 2");
}

TEST(Report, ShowsATracebackThatWasWrittenAfterTheAnswer) {
  RunRecord record = sample::empty_record("ada");
  UnitRecord unit;
  unit.group = "Create";
  const std::string first = "INFO: DELETE 500\n", late = "ERROR: in application\nTraceback (most recent call last):\nValueError: x\n", next = "INFO: GET 200\n";
  unit.output["api"] = {first + late + next, "", (first + late + next).size()};
  record.units = {unit};
  TestOutcome outcome = sample::outcome("Create", "KeepsPrice", Verdict::failed);
  outcome.output = {{"api", 0, first.size()}};
  EXPECT_EQ(output_end(record, outcome, {}).lines + "\n", first + late);
  outcome.output = {{"api", first.size() + late.size(), (first + late + next).size()}};
  EXPECT_EQ(output_end(record, outcome, {}).lines + "\n", next);
}

/// `check --only` runs what prepares a program for others alone.
TEST(Evidence, AsksForNoPreparationByItself) {
  const RunRecord record = sample::failing_record();
  EXPECT_EQ(again_command(record, "Prepare.Migrates", false).find("--only"), std::string::npos);
  EXPECT_NE(again_command(record, "Lists.Sorts", false).find("--only"), std::string::npos);
}

/// `check` has the public tests alone.
TEST(Evidence, GradesToSeeAHiddenTestAgain) {
  RunRecord record = sample::failing_record();
  record.source = "class/ada lovelace";
  EXPECT_EQ(again_command(record, "Lists.Sorts", true), as_block(cat("assay grade products-api 'class/ada lovelace' --only Lists.Sorts --seed ", record.seed)));
}

}  // namespace
}  // namespace assay
