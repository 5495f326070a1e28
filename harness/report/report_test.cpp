#include "report/report.hpp"

#include <gtest/gtest.h>

#include "base/fault.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "report/sample_test.hpp"
#include "report/terminal_page.hpp"

namespace assay {
namespace {

std::size_t count_of(const std::string& text, const std::string& wanted) {
  std::size_t count = 0;
  for (std::size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) ++count;
  return count;
}

std::string failing_report(Format format, ReportOptions options) {
  const RunRecord record = sample::failing_record();
  const Score score = sample::failing_score(record);
  return render({record, score}, sample::assignment(), sample::rubric(), format, options);
}

Json failing_view(const ReportOptions& options) { return Json::parse(failing_report(Format::json, options))["view"]; }

TEST(Report, ShowsEqualCausesOnce) {
  const Json failures = failing_view(sample::options(Language::uk))["failures"];
  EXPECT_TRUE(failures[0]["shared"].get<bool>());
  EXPECT_EQ(failures[0]["tests"].size(), 3u);
  for (const Format format : {Format::terminal, Format::markdown, Format::html})
    EXPECT_EQ(count_of(failing_report(format, sample::options(Language::uk)), "psycopg2"), 1u);
}

TEST(Report, NamesTheKnownMistakeThatTheFailuresLookLike) {
  const RunRecord record = sample::failing_record();
  const Score score = sample::failing_score(record);
  for (const Format format : all_formats) {
    ReportOptions options = sample::options(Language::en);
    options.misconceptions["no-commit"].en = "It answers before it has stored anything.";
    EXPECT_FALSE(holds(render({record, score}, sample::assignment(), sample::rubric(), format, options), "before it has stored"));
    const std::string report = render({record, score, "no-commit"}, sample::assignment(), sample::rubric(), format, options);
    EXPECT_EQ(count_of(report, "before it has stored"), 1u) << static_cast<int>(format);
  }
}

TEST(Report, NamesAKnownMistakeAtTheFirstFailureThatItExplains) {
  const RunRecord record = sample::failing_record();
  const Score score = sample::failing_score(record);
  for (const Format format : all_formats) {
    ReportOptions options = sample::options(Language::en);
    options.misconceptions["no-commit"].en = "It answers before it has stored anything.";
    const Graded graded{record, score, "no-commit", {{"Create.KeepsPrice", "no-commit"}, {"Create.Answers201", "no-commit"}}};
    EXPECT_EQ(count_of(render(graded, sample::assignment(), sample::rubric(), format, options), "before it has stored"), 1u) << static_cast<int>(format);
  }
}

TEST(Report, ShowsWhatIsDifferentInValues) {
  const std::string html = failing_report(Format::html, sample::options(Language::en));
  EXPECT_TRUE(holds(html, "&quot;price&quot;: 12<mark>.5</mark>"));
  EXPECT_FALSE(holds(html, "<mark>201</mark>")) << "where nothing is shared, a mark says nothing";
}

TEST(Report, DrawsWhatATestDid) {
  const std::string html = failing_report(Format::html, sample::options(Language::uk));
  for (const char* text : {">База даних</text>", ">api</text>", ">POST /products</text>", ">INSERT INTO products (name, price…</text>", ">201 · 3 мс</text>"})
    EXPECT_TRUE(holds(html, text)) << text;
  for (const Json& card : failing_view(sample::options(Language::uk))["failures"])
    EXPECT_TRUE(card["tests"][0] != "`Create.Answers201`" || card["sequence"]["arrows"].back()["kind"] == "bad") << "the answer that is complained about";
  EXPECT_FALSE(holds(failing_report(Format::markdown, sample::options(Language::uk)), "svg"));
}

TEST(Report, LinksCriteriaToTheirFailures) {
  const std::string html = failing_report(Format::html, sample::options(Language::en));
  for (const Json& criterion : failing_view(sample::options(Language::en))["criteria"])
    for (const Json& test : criterion["tests"]) {
      const bool failing = test["verdict"] != "passed" && test["verdict"] != "harness_fault";
      ASSERT_EQ(test["card"].is_number(), failing) << test["name"];
      if (!failing) continue;
      EXPECT_TRUE(holds(html, cat("id=\"f", test["card"].get<int>(), "\"")) && holds(html, cat("href=\"#f", test["card"].get<int>(), "\"")));
    }
}

TEST(Report, TellsOfSomeTestsAloneWhatTheseSay) {
  RunRecord record = sample::failing_record();
  std::erase_if(record.outcomes, [](const TestOutcome& outcome) { return outcome.group != "Create"; });
  ReportOptions options = sample::options(Language::en);
  options.part = true;
  const Score score = sample::failing_score(record);
  const std::string text = render({record, score}, sample::assignment(), sample::rubric(), Format::json, options);
  const Json view = Json::parse(text)["view"];
  const auto passed = std::count_if(record.outcomes.begin(), record.outcomes.end(), [](const TestOutcome& one) { return one.verdict == Verdict::passed; });
  EXPECT_EQ(view["score"]["of"], cat(passed, " of ", record.outcomes.size(), " tests passed"));
  EXPECT_TRUE(view["score"]["open"].empty()) << "what was not asked for is not open";
  EXPECT_EQ(view["score"]["label"], "");
  std::size_t listed = 0;
  for (const Json& criterion : view["criteria"]) {
    EXPECT_EQ(criterion["earned"], "–");
    for (const Json& test : criterion["tests"]) EXPECT_TRUE(test["name"].get<std::string>().starts_with("`Create.")) << test;
    listed += criterion["tests"].size();
  }
  EXPECT_GT(listed, 0u);
  EXPECT_LT(view["criteria"].size(), failing_view(sample::options(Language::en))["criteria"].size());
}

TEST(Report, ShowsThePointsOfEarlierChecks) {
  ReportOptions options = sample::options(Language::uk);
  EXPECT_FALSE(failing_view(options)["progress"].is_object()) << "there was none";
  options.past = {{"2026-11-18T10:00:00Z", {0}, {2700}}, {"2026-11-19T10:00:00Z", {450}, {2700}}};
  const Json progress = failing_view(options)["progress"];
  EXPECT_EQ(progress["summary"], "Перевірок: 3. Перша — 0, найкраща — 4,5, ця — 2,33 з 27.");
  EXPECT_EQ(progress["trail"], "Попередні перевірки: 0 → 4,5 → зараз 2,33 з 27");
  EXPECT_EQ(progress["rows"].size(), 3u);
  EXPECT_EQ(progress["rows"][0]["time"], "`2026-11-18 10:00`");
  for (int i = 0; i < 100; ++i) options.past.push_back({"2026-11-19T11:00:00Z", {450}, {2700}});
  EXPECT_EQ(failing_view(options)["progress"]["rows"].size(), 40u);
}

TEST(Report, ShowsTheLastPointsOfEarlierChecksBelowTheScore) {
  ReportOptions options = sample::options(Language::en);
  EXPECT_FALSE(holds(failing_report(Format::terminal, options), "Earlier checks")) << "there was none";
  for (const int points : {50, 100, 100, 250, 300, 350, 400, 400}) options.past.push_back({"2026-11-18T10:00:00Z", {points}, {2700}});
  options.style.columns = 80;
  EXPECT_TRUE(holds(failing_report(Format::terminal, options), "\n  Earlier checks: … → 1 → 2.5 → 3 → 3.5 → 4 → now 2.33 of 27\n"));
  options.style.columns = 40;
  EXPECT_TRUE(holds(failing_report(Format::terminal, options), "\n  Earlier checks: … → 1 → 2.5 → 3 → 3.5\n  → 4 → now 2.33 of 27\n"));
}

TEST(Report, GivesInstructorsTheEvidence) {
  const RunRecord record = sample::failing_record();
  const Score score = sample::failing_score(record);
  ReportOptions options = sample::options(Language::en);
  const auto report = [&] { return render({record, score, "", {}, "0123abcd"}, sample::assignment(), sample::rubric(), Format::html, options); };
  EXPECT_FALSE(holds(report(), "0123abcd"));
  EXPECT_FALSE(holds(report(), "Time by test group"));
  options.reader = Reader::instructor;
  EXPECT_TRUE(holds(report(), "0123abcd"));
  EXPECT_TRUE(holds(report(), "Time by test group"));
}

TEST(Report, TakesTheTemplatesOfAnInstructorFileByFile) {
  const TemporaryDirectory own(fs::temp_directory_path(), "assay-templates-");
  ReportOptions options = sample::options(Language::en);
  options.overrides = own.path();
  const std::string usual = failing_report(Format::html, options);
  write_file(own.path() / "page.mustache", "<p>OURS {{assignment.title}}</p>{{> submission_report}}");
  write_file(own.path() / "messages.en.toml", "[label]\nfailures = \"Still to do\"\n");
  const std::string changed = failing_report(Format::html, options);
  EXPECT_TRUE(changed.starts_with("<p>OURS Products on a database</p>"));
  EXPECT_TRUE(holds(changed, "Still to do") && !holds(usual, "Still to do"));
  EXPECT_TRUE(holds(changed, "Criteria")) << "what is not theirs is ours";
  EXPECT_TRUE(holds(failing_report(Format::markdown, options), "Still to do"));
}

TEST(Report, RefusesTemplatesThatReplaceNothing) {
  const TemporaryDirectory own(fs::temp_directory_path(), "assay-templates-");
  ReportOptions options = sample::options(Language::en);
  options.overrides = own.path();
  const auto complaint = [&] {
    try {
      return failing_report(Format::html, options);
    } catch (const Fault& fault) {
      return std::string(fault.what());
    }
  };
  write_file(own.path() / "messages.en.toml", "[label]\nfailure = \"x\"\n");
  EXPECT_TRUE(holds(complaint(), "has no text 'label.failure'")) << complaint();
  fs::remove(own.path() / "messages.en.toml");
  write_file(own.path() / "pages.mustache", "x");
  EXPECT_TRUE(holds(complaint(), "pages.mustache: takes the place of no template")) << complaint();
  options.overrides = own.path() / "none";
  EXPECT_TRUE(holds(complaint(), "is no directory of templates")) << complaint();
}

TEST(Report, SaysWhetherTheSuiteIsProved) {
  const RunRecord record = sample::failing_record();
  const Score score = sample::failing_score(record);
  ReportOptions options = sample::options(Language::en);
  const auto said = [&] { return render({record, score}, sample::assignment(), sample::rubric(), Format::markdown, options); };
  EXPECT_TRUE(holds(said(), "has no certificate"));
  options.certificate = Certificate{.assignment = "products-api", .sources = {{"suite", record.suite_digest}}, .versions = {}};
  options.proof_sources = {{"suite", "of today"}};
  EXPECT_TRUE(holds(said(), "The suite is proved"));   // What counts is the suite that made the record.
  options.certificate->sources["suite"] = "another";
  EXPECT_TRUE(holds(said(), "Not certified: `suite` changed"));
  options.certificate->sources["suite"] = record.suite_digest;
  options.certificate->versions["postgres"] = "9.1";
  EXPECT_TRUE(holds(said(), "Certified on PostgreSQL `9.1`; here `15.18`"));
}

TEST(Report, TellsStudentsOfTheIsolationInOneLineAndInstructorsAll) {
  ReportOptions options = sample::options(Language::uk);
  const auto rows = [&](Reader reader) {
    options.reader = reader;
    return failing_view(options)["about"];
  };
  const auto about = [](const Json& all, const std::string& word) {
    std::vector<std::string> values;
    for (const Json& row : all)
      if (row["label"].get<std::string>().starts_with(word)) values.push_back(row["value"]);
    return values;
  };
  const auto student = about(rows(Reader::student), "Ізоляція"), instructor = about(rows(Reader::instructor), "Ізоляція");
  ASSERT_EQ(student.size(), 1u);
  EXPECT_TRUE(student[0].starts_with("`C` — Програма працювала під окремим користувачем")) << student[0];
  EXPECT_TRUE(student[0].ends_with("Закрито не повністю: мережа.")) << student[0];
  ASSERT_EQ(instructor.size(), 10u);
  EXPECT_EQ(instructor[1], "закрито: окремий користувач системи.");
  EXPECT_EQ(instructor[3], "закрито частково: правила для портів. Вдалося: `udp`.");
}

TEST(Report, PutsMissingRequiredPointsFirst) {
  const Json criteria = failing_view(sample::options(Language::uk))["criteria"];
  EXPECT_EQ(criteria[0]["id"], "create");
  EXPECT_EQ(criteria[1]["id"], "model");
  EXPECT_EQ(criteria[3]["id"], "health");
  EXPECT_EQ(criteria.back()["id"], "style");
}

TEST(Report, PutsWhatCostsRequiredPointsBeforeTheRest) {
  const Json failures = failing_view(sample::options(Language::uk))["failures"];
  EXPECT_EQ(failures[1]["tests"][0], "`Create.Answers201`");
  EXPECT_EQ(failures.back()["tests"][0], "`Static.Imports`");
}

TEST(Report, ShowsStudentsHiddenTestsAsANumberOnly) {
  for (const Format format : all_formats) {
    const std::string report = failing_report(format, sample::options(Language::uk));
    EXPECT_FALSE(holds(report, "Secret")) << static_cast<int>(format);
    EXPECT_FALSE(holds(report, "Таємний")) << static_cast<int>(format);
    EXPECT_TRUE(holds(report, "1 прихований тест")) << static_cast<int>(format);
  }
}

TEST(Report, ShowsInstructorsHiddenTests) {
  ReportOptions options = sample::options(Language::uk);
  options.reader = Reader::instructor;
  for (const Format format : all_formats) EXPECT_TRUE(holds(failing_report(format, options), "Таємний"));
}

TEST(Report, HidesHiddenTestsOfASharedCause) {
  RunRecord record = sample::failing_record();
  for (TestOutcome& outcome : record.outcomes)
    if (outcome.test == "Secret") outcome.cause = Cause{CauseKind::missing_package, "api", {{"package", "psycopg2"}}};
  const Score score = sample::failing_score(record);
  const std::string report =
      render({record, score}, sample::assignment(), sample::rubric(), Format::html, sample::options(Language::uk));
  EXPECT_FALSE(holds(report, "Secret"));
  EXPECT_TRUE(holds(report, "Та сама причина: ще 1 прихований тест."));
}

TEST(Report, StaysWithinTheWidthOfTheTerminalButForCommands) {
  for (const int columns : {80, 120})
    for (const Language language : all_languages) {
      ReportOptions options = sample::options(language);
      options.style = {columns, true};
      for (const std::string& line : split(failing_report(Format::terminal, options), '\n'))
        EXPECT_LE(columns_of(line), columns) << line;
    }
}

TEST(Report, WritesNoEscapesWithoutColour) {
  EXPECT_FALSE(holds(failing_report(Format::terminal, sample::options(Language::uk)), "\x1b"));
  ReportOptions options = sample::options(Language::uk);
  options.style.colour = true;
  EXPECT_TRUE(holds(failing_report(Format::terminal, options), "\x1b[31m"));
}

TEST(Report, ShowsAdviceOfPassedTests) {
  RunRecord record = sample::passing_record();
  const Json got{{"term", "finding"}, {"value", {{"code", "S608"}, {"what", "S608 Possible SQL injection"}}}};
  record.outcomes.back().expectations = {{ExpectationKind::finding, "app/crud.py:9", {{"term", "nothing"}}, got, true}};
  const Score score = sample::passing_score(record);
  for (const Format format : all_formats) {
    const std::string report =
        render({record, score}, sample::assignment(), sample::rubric(), format, sample::options(Language::uk));
    EXPECT_TRUE(holds(report, "запит до бази складено з рядків")) << static_cast<int>(format);
  }
}

TEST(Report, PraisesWhenEverythingPassed) {
  const RunRecord record = sample::passing_record();
  const Score score = sample::passing_score(record);
  const auto report = [&](Format format) {
    return render({record, score}, sample::assignment(), sample::rubric(), format, sample::options(Language::uk));
  };
  for (const Format format : all_formats) EXPECT_TRUE(holds(report(format), "Усі тести пройдено. Чудова робота"));
  EXPECT_TRUE(Json::parse(report(Format::json))["view"]["failures"].empty());
}

TEST(Report, AllowsNothingToBeLoadedOrRunByThePage) {
  const std::string html = failing_report(Format::html, sample::options(Language::uk));
  EXPECT_TRUE(holds(html, "default-src &#39;none&#39;; style-src &#39;sha256-"));
  for (const char* element : {"<script", "<img", "<link", "<iframe", " style=", " onclick", "http-equiv=\"refresh\""})
    EXPECT_FALSE(holds(html, element)) << element;
  EXPECT_TRUE(holds(html, "<html lang=\"uk\">"));
}

TEST(ClassReport, ListsSubmissionsByNameWithTheirReports) {
  const RunRecord bad = sample::failing_record(), good = sample::passing_record();
  const Score bad_score = sample::failing_score(bad), good_score = sample::passing_score(good);
  const std::vector<Graded> graded{{good, good_score}, {bad, bad_score}};
  for (const Format format : all_formats) {
    const std::string report =
        render_class(graded, sample::assignment(), sample::rubric(), format, sample::options(Language::uk));
    EXPECT_LT(report.find("ivanenko"), report.find("petrenko"));
    EXPECT_TRUE(holds(report, "2 роботи; зараховано: 1, ще відкрито: 1."));
    EXPECT_FALSE(holds(report, "Secret"));
  }
}

TEST(ClassReport, ServesAClassWithoutSubmissions) {
  for (const Format format : all_formats)
    EXPECT_TRUE(holds(render_class({}, sample::assignment(), sample::rubric(), format, sample::options(Language::ru)),
                      "Работ пока нет"));
}

}  // namespace
}  // namespace assay
