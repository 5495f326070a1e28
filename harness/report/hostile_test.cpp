// Whatever a submission writes stays text in every format.
#include <gtest/gtest.h>

#include <cstdio>

#include "base/files.hpp"
#include "base/text.hpp"
#include "report/report.hpp"
#include "report/hostile_sample_test.hpp"
#include "report/terminal_page.hpp"

namespace assay {
namespace {

using sample::attacks;
using sample::record_with;

std::string report_with(const std::string& text, Format format) {
  const RunRecord record = record_with(text);
  const Score score = sample::failing_score(record);
  ReportOptions options = sample::options(Language::en);
  options.reader = Reader::instructor;
  return render_class({{record, score}}, sample::assignment(), sample::rubric(), format, options) +
         (format == Format::json ? "" : render({record, score}, sample::assignment(), sample::rubric(), format, options));
}

std::string tags_of(const std::string& markup) {
  std::string tags;
  for (std::size_t from = markup.find('<'); from != std::string::npos; from = markup.find('<', from + 1))
    tags += cat(markup.substr(from, markup.find('>', from) - from + 1), "\n");
  // How much of a value differs from another depends on the values.
  return replaced(replaced(std::move(tags), "<mark>\n", ""), "</mark>\n", "");
}

void expect_no_controls(const std::string& report) {
  for (const char* bad : {"\x1b", "\x07", "\b", "\r", "\x01", "\x02", "\x03", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x80\xa8"})
    EXPECT_EQ(report.find(bad), std::string::npos) << quoted(bad);
  EXPECT_EQ(printable(report), report);
}

void expect_no_log_commands(const std::string& report) {
  for (const std::string& line : split(report, '\n')) {
    EXPECT_FALSE(trimmed(line).starts_with("::")) << line;
    EXPECT_EQ(line.find("##["), std::string::npos) << line;
  }
}

TEST(Hostile, TextMakesNoElementsInHtml) {
  const std::string expected = tags_of(report_with("plain text", Format::html));
  for (const std::string& attack : attacks()) {
    const std::string report = report_with(attack, Format::html);
    EXPECT_EQ(tags_of(report), expected) << attack;
    expect_no_controls(report);
    expect_no_log_commands(report);
  }
}

TEST(Hostile, TextStaysTextInTheTerminal) {
  for (const std::string& attack : attacks()) {
    const std::string report = report_with(attack, Format::terminal);
    expect_no_controls(report);
    expect_no_log_commands(report);
    EXPECT_EQ(report.find("::error"), std::string::npos);
  }
}

TEST(Hostile, TextStaysAStringInJson) {
  for (const std::string& attack : attacks()) {
    const std::string report = report_with(attack, Format::json);
    expect_no_log_commands(report);
    const Json parsed = Json::parse(report);
    EXPECT_EQ(parsed["view"]["reports"].size(), 1u);
    EXPECT_EQ(parsed["view"]["rows"][0]["mark"], "failed");
  }
}

/// The document as cmark reads it, in XML; empty where cmark is not installed.
std::string parsed_markdown(const std::string& markdown) {
  const TemporaryDirectory directory(fs::temp_directory_path(), "assay-markdown-");
  const fs::path file = directory.path() / "report.md";
  write_file(file, markdown);
  std::string xml;
  FILE* pipe = ::popen(cat("cmark --to xml --unsafe ", file.string(), " 2>/dev/null").c_str(), "re");
  if (pipe == nullptr) return xml;
  char buffer[4096];
  for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) xml.append(buffer, got);
  ::pclose(pipe);
  return xml;
}

/// Names of the nodes in order. Runs of text may be split at will and say nothing.
std::string nodes_of(const std::string& xml) {
  std::string nodes;
  for (const std::string& tag : split(tags_of(xml), '\n')) {
    const std::string name = tag.substr(0, tag.find_first_of(" />", 1));
    if (name != "<text" && name != "<" && !tag.starts_with("</text")) nodes += cat(name, tag.starts_with("</") ? tag : "", "\n");
  }
  return nodes;
}

TEST(Hostile, TextMakesNoNodesInMarkdown) {
  const std::string expected = nodes_of(parsed_markdown(report_with("plain text", Format::markdown)));
  if (expected.empty()) GTEST_SKIP() << "cmark is not installed";
  for (const std::string& attack : attacks()) {
    const std::string report = report_with(attack, Format::markdown);
    EXPECT_EQ(nodes_of(parsed_markdown(report)), expected) << attack;
    expect_no_controls(report);
    expect_no_log_commands(report);
  }
}

TEST(Hostile, TextIsPreservedInMarkdown) {
  const std::string attack = "a|b `c` ``d`` <i> & *e* [f](g) \\";
  const std::string xml = parsed_markdown(report_with(attack, Format::markdown));
  if (xml.empty()) GTEST_SKIP() << "cmark is not installed";
  const std::string escaped = "a|b `c` ``d`` &lt;i&gt; &amp; *e* [f](g) \\";
  EXPECT_NE(xml.find(cat("<code_block xml:space=\"preserve\">", escaped, "\n</code_block>")), std::string::npos);
  EXPECT_NE(xml.find(cat("<code xml:space=\"preserve\">", escaped, "</code>")), std::string::npos);
}

TEST(Hostile, ALineOfTenMegabytesMakesASmallReport) {
  const std::string line(10u << 20, 'x');
  RunRecord record = sample::failing_record();
  TestOutcome& outcome = record.outcomes[3];
  outcome.steps[0].data["volatile"]["answer"] = line;
  outcome.expectations[0].got = line;
  outcome.output = {{"api", 0, line.size()}};
  record.units[0].output["api"] = {line, "", line.size()};
  const Score score = sample::failing_score(record);
  for (const Format format : {Format::terminal, Format::json, Format::markdown, Format::html}) {
    const std::string report =
        render({record, score}, sample::assignment(), sample::rubric(), format, sample::options(Language::en));
    EXPECT_LT(report.size(), 100'000u);
  }
}

TEST(Hostile, LongTextInEveryPlaceMakesASmallReport) {
  const std::string text(200'000, 'x');
  for (const Format format : {Format::terminal, Format::json, Format::markdown, Format::html})
    EXPECT_LT(report_with(text, format).size(), 100'000u);
}

TEST(Hostile, FourHundredTestsAndFiveMegabytesMakeAReportBelowTwoMegabytes) {
  const RunRecord record = sample::huge_record(400, 5u << 20);
  EXPECT_GT(record.units[0].output.at("api").total, 2u << 20);
  const Score score = sample::failing_score(sample::failing_record());
  for (const Format format : {Format::terminal, Format::json, Format::markdown, Format::html}) {
    const std::string report =
        render({record, score}, sample::assignment(), sample::rubric(), format, sample::options(Language::en));
    EXPECT_LT(report.size(), 2u << 20);
    EXPECT_GT(report.size(), 10'000u);
  }
}

TEST(Hostile, TwentyThousandFailuresMakeASmallReport) {
  RunRecord record = sample::empty_record("many");
  for (int i = 0; i < 20'000; ++i) record.outcomes.push_back(sample::outcome("Lists", cat("Test", i), Verdict::failed));
  const Score score = sample::failing_score(sample::failing_record());
  for (const Format format : {Format::terminal, Format::markdown, Format::html}) {
    const std::string report =
        render({record, score}, sample::assignment(), sample::rubric(), format, sample::options(Language::en));
    EXPECT_LT(report.size(), 300'000u);
    EXPECT_NE(report.find("19960 tests"), std::string::npos);
  }
}

}  // namespace
}  // namespace assay
