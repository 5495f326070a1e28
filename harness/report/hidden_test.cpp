// What belongs to a hidden test never reaches a student's report.
#include "report/hidden.hpp"

#include <gtest/gtest.h>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "report/sample_test.hpp"

namespace assay {
namespace {

constexpr const char* value = "Qzkwvbtx";

/// Errors.Secret is hidden; it drew `value`, which stands in all that it did and in the program's output while it ran.
RunRecord secret_record() {
  RunRecord record = sample::failing_record();
  for (TestOutcome& outcome : record.outcomes) {
    if (outcome.name() != "Errors.Secret") continue;
    outcome.drawn = {value};
    outcome.steps = {sample::http("POST", cat("/products/", value), {{"name", value}}, 500, value)};
    outcome.expectations = {{ExpectationKind::field, value, value, value, false}};
    outcome.statements = {{.number = 2, .exchanges = {1}, .text = value, .kind = "data"}};
    outcome.debug = value;
    outcome.output = {{"api", 1000, 1100}};
  }
  std::string& head = record.units[1].output["api"].head;   // of the group Errors
  head = std::string(900, '.') + "\n" + head.substr(0, 99) + std::string(40, ' ') + value + std::string(60, ' ') + "\nvisible\n";
  head.replace(1000, 8, value);
  record.units[1].output["api"].total = head.size();
  std::string again = head;
  for (std::size_t at = again.find(value); at != std::string::npos; at = again.find(value, at + 1))
    EXPECT_TRUE(at >= 1000 && at + 8 <= 1100) << at;
  return record;
}

std::string report_of(const RunRecord& record, Format format, const ReportOptions& options, const Assignment& assignment = sample::assignment()) {
  const Score score = sample::failing_score(record);
  return render({record, score}, assignment, sample::rubric(), format, options);
}

TEST(Hidden, NothingOfAHiddenTestIsInAStudentsReport) {
  const RunRecord record = secret_record();
  const Score score = sample::failing_score(record);
  for (const Language language : all_languages)
    for (const Format format : all_formats)
      for (const std::string& report : {report_of(record, format, sample::options(language)),
                                        render_class({{record, score}}, sample::assignment(), sample::rubric(), format, sample::options(language))}) {
        for (const char* secret : {value, "Secret", "Таємний", "Тайный"}) EXPECT_FALSE(holds(report, secret)) << secret;
      }
}

TEST(Hidden, AnInstructorSeesIt) {
  ReportOptions options = sample::options(Language::uk);
  options.reader = Reader::instructor;
  for (const Format format : all_formats) {
    EXPECT_TRUE(holds(report_of(secret_record(), format, options), value));
    EXPECT_TRUE(holds(report_of(secret_record(), format, options), "Таємний"));
  }
}

TEST(Hidden, AStudentSeesItAfterTheDeadline) {
  ReportOptions options = sample::options(Language::uk);
  options.reveal_hidden = true;
  for (const Format format : all_formats) EXPECT_TRUE(holds(report_of(secret_record(), format, options), "Таємний"));
}

TEST(Hidden, AProgramThatRepeatsAHiddenValueGetsNoReport) {
  RunRecord record = secret_record();
  std::string& log = record.units[0].output["api"].head;   // shown with the public test Create.Answers201
  for (const std::string& echo : {std::string(value), std::string("qzkWVBTX")}) {
    log.replace(200, echo.size(), echo);
    for (const Format format : all_formats) {
      try {
        report_of(record, format, sample::options(Language::en));
        FAIL() << "format " << static_cast<int>(format);
      } catch (const Fault& fault) {
        EXPECT_EQ(fault.status(), ExitStatus::not_graded);
        EXPECT_TRUE(holds(fault.what(), "report of 'ivanenko': would show something of a hidden test"));
        EXPECT_FALSE(holds(fault.what(), "Secret")) << "the message is read by students too";
      }
    }
  }
}

TEST(Hidden, TheBriefHoldsToItToo) {
  RunRecord record = secret_record();
  const auto brief = [&] {
    const Score score = sample::failing_score(record);
    const Brief made = brief_of({record, score}, sample::assignment(), sample::rubric(), sample::options(Language::en));
    return made.first + made.others + join(made.failed, " ");
  };
  EXPECT_TRUE(holds(brief(), "psycopg2"));
  for (const char* secret : {value, "Secret"}) EXPECT_FALSE(holds(brief(), secret));
  record.units[0].output["api"].head.replace(200, 8, value);
  EXPECT_THROW(brief(), Fault);
}

TEST(Hidden, AValueThatAPublicTestDrewTooIsNoSecret) {
  RunRecord record = secret_record();
  record.outcomes.front().drawn = {value};
  record.units[0].output["api"].head.replace(200, 8, value);
  EXPECT_TRUE(holds(report_of(record, Format::markdown, sample::options(Language::en)), value));
}

TEST(Hidden, ATestThatTheAssignmentNoLongerKnowsIsHiddenWhereOthersAre) {
  Assignment assignment = sample::assignment();
  const RunRecord record = secret_record();
  Group group{.name = "All"};
  for (const TestOutcome& outcome : record.outcomes)
    if (outcome.name() != "Create.Answers201") group.tests.push_back(outcome.name());
  assignment.groups = {group};
  assignment.texts.erase("Create.Answers201");
  const ReportOptions options = sample::options(Language::en);
  EXPECT_FALSE(holds(report_of(record, Format::html, options, assignment), "Answers201"));
  assignment.texts.erase("Errors.Secret");
  EXPECT_FALSE(hidden_from("Create.Answers201", assignment, options)) << "nothing is hidden here";
}

TEST(Hidden, TheProjectionKeepsOnlyWhatItNames) {
  const RunRecord record = secret_record(), shown = projected(record, sample::assignment(), sample::options(Language::en));
  ASSERT_EQ(shown.outcomes.size(), record.outcomes.size());
  for (std::size_t i = 0; i < shown.outcomes.size(); ++i) {
    EXPECT_EQ(shown.outcomes[i].verdict, record.outcomes[i].verdict);
    if (shown.outcomes[i].name() != "Errors.Secret") continue;
    EXPECT_EQ(to_text(to_json(shown.outcomes[i])), to_text(to_json(TestOutcome{.group = "Errors", .test = "Secret", .verdict = Verdict::failed})));
  }
  EXPECT_TRUE(shown.host.empty() && shown.source.empty() && shown.tests.empty());
  EXPECT_EQ(shown.units[1].output.at("api").head.size(), record.units[1].output.at("api").head.size());
}

}  // namespace
}  // namespace assay
