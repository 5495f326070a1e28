// What machines read of a score.
#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <random>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "report/formats/encode.hpp"
#include "report/formats/formats.hpp"
#include "report/sample_test.hpp"

namespace assay::formats {
namespace {

Sheet failing_sheet(Reader reader = Reader::student) {
  const RunRecord record = sample::failing_record();
  const Score score = sample::failing_score(record);
  ReportOptions options = sample::options(Language::en);
  options.reader = reader;
  return sheet_of({record, score}, sample::assignment(), sample::rubric(), options);
}

TEST(Formats, HoldNothingOfAHiddenTest) {
  RunRecord record = sample::failing_record();
  for (TestOutcome& outcome : record.outcomes)
    if (outcome.name() == "Errors.Secret") outcome.drawn = {"qzkwvbtx"};
  const Score score = sample::failing_score(record);
  const auto sheet = [&] { return sheet_of({record, score}, sample::assignment(), sample::rubric(), sample::options(Language::en)); };
  const std::string xml = junit(sheet()), results = to_text(gradescope(sheet()));
  for (const char* secret : {"Secret", "qzkwvbtx"}) {
    EXPECT_EQ(xml.find(secret), std::string::npos);
    EXPECT_EQ(results.find(secret), std::string::npos);
  }
  std::string& log = record.units[0].output["api"].head;   // shown with a public test
  log.replace(200, 8, "qzkwvbtx");
  EXPECT_THROW(sheet(), Fault);
}

Sheet passing_sheet() {
  const RunRecord record = sample::passing_record();
  const Score score = sample::passing_score(record);
  return sheet_of({record, score}, sample::assignment(), sample::rubric(), sample::options(Language::en));
}

Sheet sound(Sheet sheet) {
  sheet.sound = true;
  return sheet;
}

/// What the old reporter makes of runners: the table counts tests that passed, the notice adds up scores, both in floating point.
struct Totals {
  double table = 0, table_most = 0, notice = 0, notice_most = 0;
};

Totals reporters_totals(const Runners& runners) {
  Totals totals;
  for (const Json* runner : {&runners.earned, &runners.missing}) {
    const double most = runner->at("max_score").get<double>();
    double passed = 0, all = 0, sum = 0;
    for (const Json& test : runner->at("tests")) {
      passed += test.at("status") == "pass" ? 1 : 0;
      ++all;
      sum += test.at("score").get<double>();
    }
    totals.table += passed / all * most;
    totals.table_most += most;
    if (most == 0) continue;
    totals.notice += sum;
    totals.notice_most += most;
  }
  return totals;
}

void expect_points(const Sheet& sheet) {
  const Totals totals = reporters_totals(classroom_runners(sheet, true));
  const double earned = number_of(std::min(sheet.total, sheet.possible)), most = number_of(sheet.possible);
  // Exactly, since the reporter prints all digits of what it adds up.
  EXPECT_EQ(totals.notice, earned);
  EXPECT_EQ(totals.table, earned);
  EXPECT_EQ(totals.notice_most, totals.table_most);
  // To few of all sums no number leads exactly.
  EXPECT_DOUBLE_EQ(totals.notice_most, most);
}

TEST(Classroom, BothTotalsOfTheReporterAreTheScore) {
  expect_points(sound(failing_sheet()));
  expect_points(passing_sheet());
}

TEST(Classroom, BothTotalsOfTheReporterAreTheScoreForAnyPoints) {
  std::mt19937 random(4711);
  const auto up_to = [&](std::int64_t most) { return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most + 1)); };
  for (int round = 0; round < 2000; ++round) {
    Sheet sheet;
    sheet.verdict = "so many points";
    for (std::int64_t i = up_to(12); i >= 0; --i) {
      Line line{.id = cat("c", i), .title = cat("Criterion ", i), .kind = static_cast<CriterionKind>(up_to(3)), .state = CriterionState::graded};
      line.possible = {line.is_penalty() ? 0 : up_to(700)};
      line.earned = {up_to(line.is_penalty() ? 300 : line.possible.hundredths)};
      if (line.kind == CriterionKind::required || line.kind == CriterionKind::optional) sheet.possible += line.possible;
      sheet.total = line.is_penalty() ? sheet.total - line.earned : sheet.total + line.earned;
      sheet.lines.push_back(line);
    }
    sheet.total = std::max(sheet.total, Points{});
    expect_points(sheet);
  }
}

TEST(Classroom, TheReporterFailsTheJobOnlyWhereTheCourseWantsIt) {
  EXPECT_EQ(classroom_runners(sound(failing_sheet()), true).missing.at("status"), "pass");
  EXPECT_EQ(classroom_runners(sound(failing_sheet()), false).missing.at("status"), "fail");
}

TEST(Classroom, NothingIsToldWhereOurSideBroke) {
  const Sheet sheet = failing_sheet();   // One of its tests is a fault of the harness.
  ASSERT_FALSE(sheet.sound);
  EXPECT_TRUE(classroom_notices(sheet).empty());
  EXPECT_EQ(classroom_runners(sheet, true).earned.at("status"), "error");
  EXPECT_EQ(reporters_totals(classroom_runners(sheet, true)).notice_most, 0);
}

TEST(Classroom, NoticesNameThePointsExactly) {
  EXPECT_EQ(classroom_notices(sound(failing_sheet())),
            (std::vector<std::string>{"::notice title=Autograding complete::Points 2.33/27",
                                      R"(::notice title=Autograding report::{"totalPoints":2.33,"maxPoints":27})"}));
}

TEST(JUnit, CountsWhatItHolds) {
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(junit(failing_sheet()).c_str()));
  const pugi::xml_node root = document.child("testsuites");
  int tests = 0, failures = 0, errors = 0;
  for (const pugi::xml_node suite : root.children("testsuite")) {
    int in_suite = 0;
    for (const pugi::xml_node test : suite.children("testcase")) {
      ++in_suite;
      failures += test.child("failure") ? 1 : 0;
      errors += test.child("error") ? 1 : 0;
    }
    EXPECT_EQ(suite.attribute("tests").as_int(), in_suite);
    tests += in_suite;
  }
  EXPECT_GT(failures, 5);
  EXPECT_EQ(errors, 1);
  EXPECT_EQ(root.attribute("tests").as_int(), tests);
  EXPECT_EQ(root.attribute("failures").as_int(), failures);
  EXPECT_EQ(root.attribute("errors").as_int(), errors);
}

TEST(JUnit, KeepsPointsAsProperties) {
  const std::string xml = junit(failing_sheet());
  EXPECT_NE(xml.find(R"(<property name="points" value="2.33/27" />)"), std::string::npos) << xml;
  EXPECT_NE(xml.find(R"(<property name="points.create" value="1.33/4" />)"), std::string::npos);
  EXPECT_NE(xml.find(R"(<property name="points.style" value="-2" />)"), std::string::npos);
}

TEST(Formats, NeverNameHiddenTestsToStudents) {
  const auto all = [](const Sheet& sheet) {
    std::string text = junit(sheet) + to_text(gradescope(sheet)) + to_text(classroom50(sheet, {}));
    const Runners runners = classroom_runners(sheet, true);
    text += to_text(runners.earned) + to_text(runners.missing) + join(annotations(sheet, 100), "\n");
    return text;
  };
  EXPECT_EQ(all(failing_sheet()).find("Secret"), std::string::npos);
  EXPECT_NE(all(failing_sheet(Reader::instructor)).find("Secret"), std::string::npos);
}

TEST(Gradescope, ScoresAreOfCriteriaAndThePenaltyIsInTheTotal) {
  const Json results = gradescope(failing_sheet());
  EXPECT_EQ(results.at("score"), 2.33);
  std::map<std::string, Json> tests;
  for (const Json& test : results.at("tests")) tests[test.at("tags")[0].get<std::string>()] = test;
  EXPECT_EQ(tests.at("create").at("score"), 1.33);
  EXPECT_EQ(tests.at("health").at("status"), "passed");
  EXPECT_EQ(tests.at("style").at("status"), "failed");
  EXPECT_FALSE(tests.at("style").contains("score"));
}

TEST(Classroom50, HasWholeNumbersOnlyAndNeverMoreThanTheMost) {
  const Json low = classroom50(failing_sheet(), {}), high = classroom50(passing_sheet(), {});
  EXPECT_EQ(low.at("score"), 233);
  EXPECT_EQ(low.at("max-score"), 2700);
  EXPECT_EQ(high.at("score"), 2700);   // 29 points with the bonus
  for (const Json& test : low.at("tests")) {
    EXPECT_TRUE(test.at("score").is_number_integer() && test.at("max-score").is_number_integer());
    EXPECT_LE(test.at("score"), test.at("max-score"));
  }
}

TEST(Annotations, PointToTheLineThatAStaticCheckNames) {
  const std::vector<std::string> lines = annotations(failing_sheet(), 100);
  EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [](const std::string& line) { return line.starts_with("::error file=app/main.py,line=3,title="); }))
      << join(lines, "\n");
  EXPECT_EQ(annotations(failing_sheet(), 3).size(), 3u);
}

TEST(Annotations, NamePathsFromTheRootOfTheRepository) {
  const std::string lines = join(annotations(failing_sheet(), 100, "tasks/api"), "\n");
  EXPECT_NE(lines.find("file=tasks/api/app/main.py,line=3,"), std::string::npos) << lines;
  EXPECT_EQ(lines.find("file=app/"), std::string::npos) << lines;
}

TEST(Encoding, WritesBase64AsTheRfcDoes) {
  for (const auto& [text, code] : std::vector<std::pair<std::string, std::string>>{
           {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"},
           {"\xff\xfe\xfd", "//79"}})
    EXPECT_EQ(base64(text), code);
}

TEST(Encoding, EscapesCommandsAsTheRunnerReadsThem) {
  EXPECT_EQ(workflow_command("error", {{"title", "a:b,c%"}, {"file", ""}}, "100%\nof: it,"), "::error title=a%3Ab%2Cc%25::100%25%0Aof: it,");
}

}  // namespace
}  // namespace assay::formats
