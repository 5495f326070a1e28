// Reports in Ukrainian and Russian hold no foreign words outside code, whatever happened.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "report/marked.hpp"
#include "report/report.hpp"
#include "report/sample_test.hpp"
#include "report/words.hpp"

namespace assay {
namespace {

/// Everything from each `open` to the `close` after it is left out.
std::string without_between(std::string text, const std::string& open, const std::string& close) {
  for (std::size_t from = text.find(open); from != std::string::npos; from = text.find(open, from)) {
    const std::size_t to = text.find(close, from + open.size());
    text.replace(from, to == std::string::npos ? std::string::npos : to + close.size() - from, " ");
  }
  return text;
}

std::string html_prose(std::string html) {
  html = html.substr(html.find("<body"));
  html = without_between(std::move(html), "<pre", "</pre>");
  html = without_between(std::move(html), "<code", "</code>");
  html = without_between(std::move(html), "<text class=\"data", "</text>");
  html = without_between(std::move(html), "<", ">");
  return without_between(std::move(html), "&", ";");
}

std::string markdown_prose(std::string markdown) {
  markdown = without_between(std::move(markdown), "```", "\n```");
  markdown = without_between(std::move(markdown), "<code", "</code>");
  return without_between(std::move(markdown), "`", "`");
}

void expect_no_latin(const std::string& prose, const std::string& what) {
  const auto latin = [](unsigned char byte) { return std::isalpha(byte) != 0 && byte < 0x80; };
  const auto found = std::find_if(prose.begin(), prose.end(), latin);
  const auto at = static_cast<std::size_t>(found - prose.begin());
  EXPECT_EQ(found, prose.end()) << what << ": …" << prose.substr(at > 60 ? at - 60 : 0, 120);
}

void check(const RunRecord& record, const Score& score, const std::string& what) {
  for (const Language language : {Language::uk, Language::ru}) {
    ReportOptions options = sample::options(language);
    options.reader = Reader::instructor;
    const auto one = [&](Format format) {
      return render({record, score}, sample::assignment(), sample::rubric(), format, options);
    };
    expect_no_latin(html_prose(one(Format::html)), what + " html");
    expect_no_latin(markdown_prose(one(Format::markdown)), what + " markdown");
  }
}

std::vector<Json> sample_values() {
  std::vector<Json> values{nullptr, true, false, 42, "text of data", {200, 201}, {{"key", "value"}}, "object"};
  for (const char* term : term_names) values.push_back({{"term", term}, {"value", {1, "two"}}});
  values.push_back({{"term", "type"}, {"value", "integer"}});
  values.push_back({{"term", "at_least"}, {"value", 3}});
  return values;
}

TEST(Prose, HasNoForeignWordsInTheSamples) {
  const RunRecord bad = sample::failing_record(), good = sample::passing_record();
  check(bad, sample::failing_score(bad), "failing");
  check(good, sample::passing_score(good), "passing");
}

TEST(Prose, HasNoForeignWordsInTheReportOfAClass) {
  const RunRecord bad = sample::failing_record(), good = sample::passing_record();
  const Score bad_score = sample::failing_score(bad), good_score = sample::passing_score(good);
  const std::vector<Graded> graded{{good, good_score}, {bad, bad_score}};
  for (const Language language : {Language::uk, Language::ru}) {
    const auto all = [&](Format format) {
      return render_class(graded, sample::assignment(), sample::rubric(), format, sample::options(language));
    };
    expect_no_latin(html_prose(all(Format::html)), "class html");
    expect_no_latin(markdown_prose(all(Format::markdown)), "class markdown");
  }
}

std::vector<Expectation> every_expectation() {
  std::vector<Expectation> all;
  for (int i = 0; i <= static_cast<int>(ExpectationKind::steady); ++i)
    for (const Json& one : sample_values()) {
      const auto kind = static_cast<ExpectationKind>(i);
      all.push_back({kind, "subject", one, nullptr, false});
      all.push_back({kind, "subject", nullptr, one, false});
      all.push_back({kind, "subject", 7, one, false});
      all.push_back({kind, "", one, one, false});
    }
  return all;
}

TEST(Prose, HasNoForeignWordsForAnyExpectation) {
  for (const Language language : {Language::uk, Language::ru}) {
    const Messages messages(sample::options(language).templates, language);
    for (const Expectation& expectation : every_expectation()) {
      const ExpectationWords words = words_of(expectation, messages);
      std::string prose;
      for (const std::string& text : {words.sentence, words.expected, words.got})
        for (const Span& span : spans_of(text)) prose += span.code ? " " : span.text;
      expect_no_latin(prose, to_string(expectation.kind));
    }
  }
}

TEST(Prose, HasNoForeignWordsInAReportOfAllExpectations) {
  RunRecord record = sample::empty_record("student one");
  for (int i = 0; i <= static_cast<int>(ExpectationKind::steady); ++i) {
    TestOutcome outcome = sample::outcome("Group", cat("Test", i), Verdict::failed);
    outcome.expectations = {{static_cast<ExpectationKind>(i), "subject", {{"term", "any_of"}, {"value", {"one", 2}}},
                             "text of data", false}};
    record.outcomes.push_back(outcome);
  }
  check(record, sample::failing_score(record), "expectations");
}

TEST(Prose, HasNoForeignWordsForAnyCauseAndVerdict) {
  RunRecord record = sample::empty_record("student two");
  const Json data{{"limit_ms", 1500}, {"listens_on", {8000, 8001}}, {"port", 8000}, {"listens_on_instead", {8080}},
                  {"listens_only_at", {"[::1]"}}, {"listens_nowhere", true}, {"status", 1}, {"signal", "SIGKILL"}, {"package", "flask"},
                  {"limit", "memory"}, {"value", 1 << 30}, {"files", {"a.py", "b.py"}}, {"error", "no such thing"}};
  for (int cause = 0; cause <= static_cast<int>(CauseKind::few_alterations); ++cause)
    for (int verdict = 0; verdict <= static_cast<int>(Verdict::harness_fault); ++verdict) {
      TestOutcome outcome = sample::outcome("Group", cat("Test", record.outcomes.size()), static_cast<Verdict>(verdict));
      outcome.debug = "Expected: equality";
      if (verdict % 2 == 0) outcome.cause = Cause{static_cast<CauseKind>(cause), "api", verdict == 0 ? Json::object() : data};
      record.outcomes.push_back(outcome);
    }
  record.complete = false;
  check(record, sample::failing_score(record), "causes");
}

TEST(Prose, HasNoForeignWordsForAnyStep) {
  const Json data{{"method", "GET"}, {"path", "/x"}, {"params", {{"a", 1}}}, {"query", "SELECT 1"}, {"name", "api"},
                  {"service", "postgres"}, {"what", "a message"}, {"met", false}, {"argv", {"alembic", "upgrade"}},
                  {"status", 1}, {"result", "value"}, {"error", "bad"}, {"rows", 3}, {"ms", 20},
                  {"volatile", {{"result", "value"}}}};
  RunRecord record = sample::empty_record("student three");
  for (int kind = 0; kind <= static_cast<int>(StepKind::amqp); ++kind)
    for (const char* event : {"start", "ready", "term", "kill", "freeze", "thaw", "exited", "other"})
      for (const char* action : {"refuse", "cut", "cut_after", "delay", "throttle", "stall", "restore", "other"}) {
        if (record.outcomes.empty() || record.outcomes.back().steps.size() == 6)
          record.outcomes.push_back(sample::outcome("Group", cat("Test", record.outcomes.size()), Verdict::failed));
        Json full = data;
        full["event"] = event;
        full["action"] = action;
        if (std::string(action) == "cut") full.update({{"by", "submission"}, {"subject", "GET /x"}, {"count", 21}});
        record.outcomes.back().steps.push_back({static_cast<StepKind>(kind), full});
      }
  const Score score = sample::failing_score(record);
  for (std::size_t from = 0; from < record.outcomes.size(); from += 30) {
    RunRecord part = record;
    part.outcomes.assign(record.outcomes.begin() + static_cast<std::ptrdiff_t>(from),
                         record.outcomes.begin() + static_cast<std::ptrdiff_t>(std::min(from + 30, record.outcomes.size())));
    check(part, score, "steps");
  }
}

TEST(Prose, HasNoForeignWordsForAnyStateOfACriterion) {
  const RunRecord record = sample::failing_record();
  for (int state = 0; state <= static_cast<int>(CriterionState::gated); ++state) {
    Score score = sample::failing_score(record);
    for (CriterionScore& criterion : score.criteria) {
      criterion.state = static_cast<CriterionState>(state);
      criterion.gated_by = {"create", "no-such-criterion"};
      criterion.unknown_tests = {"New.Test"};
    }
    score.pass_open = true;
    check(record, score, cat("state ", state));
  }
}

}  // namespace
}  // namespace assay
