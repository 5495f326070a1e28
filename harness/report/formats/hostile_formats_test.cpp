// Whatever a submission writes stays text in the formats for machines too.
#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <random>

#include "base/text.hpp"
#include "report/formats/encode.hpp"
#include "report/formats/formats.hpp"
#include "report/sample_test.hpp"

namespace assay::formats {
namespace {

const std::vector<std::string>& hostile_texts() {
  static const std::vector<std::string> texts{
      "<script>alert(1)</script> ]]> <![CDATA[ <!-- --> <?xml?> &amp; &lt; &#0; &nbsp; \"'",
      "</failure></testcase><testcase name=\"forged\"/>",
      "```\n# heading\n| a | b | [x](http://e.example) @mention",
      "\x1b[2J\x1b]0;title\x07\x9b" "31m \xc2\x9b" "31m over\rwritten\b\b\x7f",
      "\xe2\x80\xae reversed \xe2\x81\xa6 isolate \xe2\x80\xa8 line",
      "::notice title=Autograding complete::Points 100/100\n  ::add-mask::0\r::stop-commands::x\n##[error]forged x ##[group]y",
      "%0A::error::forged %0D%25 ,title=x:: file=/etc/passwd",
      "\xff\xfe\xc0\xaf broken \xed\xa0\x80 bytes \xef\xbf\xbe \xef\xbf\xbf \xf4\x90\x80\x80",
      std::string("nul\0 and \x01\x02\x03\x0b\x0c", 14),
      "=cmd|' /C calc'!A1 +1 -1 @SUM(A1) \t=1",
      "{\"score\":100,\"max_score\":1}\",\"score\":100",
      "EOF\nearned=Zm9v\nscore=100"};
  return texts;
}

/// A record with `text` wherever bytes of a submission can get.
RunRecord hostile_record(const std::string& text) {
  RunRecord record = sample::empty_record(text);
  TestOutcome outcome = sample::outcome("Create", "KeepsPrice", Verdict::failed);
  outcome.expectations = {{ExpectationKind::field, text, text, {{"key", text}}, false},
                          {ExpectationKind::finding, text, nullptr, text, false},
                          {ExpectationKind::output, text, {{"term", "contains"}, {"value", text}}, text, false}};
  outcome.steps = {sample::http("POST", text, {{"name", text}}, 200, text)};
  outcome.output = {{"api", 0, text.size()}};
  outcome.debug = text;
  TestOutcome start = sample::outcome("Model", "HasKey", Verdict::crashed);
  start.cause = Cause{CauseKind::missing_package, text, {{"package", text}, {"files", {text}}, {"error", text}}};
  TestOutcome skipped = sample::outcome("Lists", "Pages", Verdict::skipped);
  skipped.debug = text;
  record.outcomes = {outcome, start, skipped};
  UnitRecord unit;
  unit.group = "Create";
  unit.output["api"] = {text, "", text.size()};
  record.units = {unit};
  record.history = History{{{text, 1, text, true}}};
  return record;
}

Sheet hostile_sheet(const std::string& text) {
  const RunRecord record = hostile_record(text);
  Score score = sample::failing_score(record);
  for (CriterionScore& line : score.criteria) line.comment = text.substr(0, 100'000);   // A person's, from a file of 1 MiB at most.
  return sheet_of({record, score}, sample::assignment(), sample::rubric(), sample::options(Language::uk));
}

/// Elements and attribute names in order: what a reader makes of a document, without its texts.
std::string shape_of(const pugi::xml_node& node) {
  std::string shape = node.type() == pugi::node_element ? cat('<', node.name()) : "";
  for (const pugi::xml_attribute attribute : node.attributes()) shape += cat(' ', attribute.name());
  for (const pugi::xml_node child : node.children()) shape += shape_of(child);
  return shape + (shape.empty() ? "" : ">");
}

std::string shape_of_xml(const std::string& xml) {
  pugi::xml_document document;
  const pugi::xml_parse_result read = document.load_buffer(xml.data(), xml.size(), pugi::parse_full);
  return read ? shape_of(document) : cat("not XML: ", read.description());
}

void expect_inert(const std::string& text) {
  EXPECT_EQ(printable(text), text);
  for (const char byte : text) EXPECT_TRUE(static_cast<unsigned char>(byte) >= 0x20 || byte == '\n' || byte == '\t') << int(byte);
}

/// The command of a line as the runner reads it: exactly one, with these properties.
void expect_one_command(const std::string& line) {
  ASSERT_TRUE(line.starts_with("::error ") || line.starts_with("::warning ") || line.starts_with("::notice ")) << line;
  EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
  EXPECT_EQ(line.find("##["), std::string::npos) << line;
  expect_inert(line);
  const std::size_t space = line.find(' '), end = line.find("::", 2);
  ASSERT_NE(end, std::string::npos);
  for (const std::string& property : split(line.substr(space + 1, end - space - 1), ',')) {
    const std::string name = property.substr(0, property.find('='));
    EXPECT_TRUE(name == "file" || name == "line" || name == "title") << line;
    EXPECT_TRUE(name != "file" || property.find("..") == std::string::npos);
  }
  EXPECT_LT(line.size(), 8'000u);
}

TEST(HostileFormats, TextMakesNoElementsInXml) {
  const std::string expected = shape_of_xml(junit(hostile_sheet("plain text")));
  ASSERT_NE(expected.find("<testsuites name"), std::string::npos) << expected;
  for (const std::string& text : hostile_texts()) {
    const std::string xml = junit(hostile_sheet(text));
    EXPECT_EQ(shape_of_xml(xml), expected) << text;
    expect_inert(xml);
    EXPECT_EQ(xml.find("&#1;"), std::string::npos);
    EXPECT_EQ(xml.find("\xEF\xBF\xBE"), std::string::npos);
  }
}

TEST(HostileFormats, TextStaysAStringInJson) {
  const Json expected = gradescope(hostile_sheet("plain text"));
  for (const std::string& text : hostile_texts()) {
    const Sheet sheet = hostile_sheet(text);
    const Json results = Json::parse(to_text(gradescope(sheet)));
    EXPECT_EQ(results.at("score"), expected.at("score"));
    EXPECT_EQ(results.at("tests").size(), expected.at("tests").size());
    expect_inert(results.at("output").get<std::string>());
    const Json result = Json::parse(to_text(classroom50(sheet, {.owner = text})));
    EXPECT_EQ(result.at("score"), 233);
    for (const Json& test : result.at("tests")) expect_inert(test.at("message").get<std::string>());
  }
}

TEST(HostileFormats, TextNeverBecomesACommand) {
  for (const std::string& text : hostile_texts()) {
    Sheet sheet = hostile_sheet(text);
    const std::vector<std::string> lines = annotations(sheet, 10);
    EXPECT_FALSE(lines.empty());
    for (const std::string& line : lines) expect_one_command(line);
    for (const std::string& line : classroom_notices(sheet)) expect_one_command(line);
    expect_one_command(fault_annotation(text, text));
    sheet.submission = sheet.title = text;
    const Runners runners = classroom_runners(sheet, false);
    for (const Json* runner : {&runners.earned, &runners.missing})
      for (const Json& test : runner->at("tests")) {
        const std::string name = test.at("name").get<std::string>();
        EXPECT_EQ(name.find('\n'), std::string::npos);
        EXPECT_EQ(name.find("##["), std::string::npos);
      }
  }
}

TEST(HostileFormats, RandomBytesStayText) {
  std::mt19937 random(4711);
  const std::string shape = shape_of_xml(junit(hostile_sheet("plain text")));
  for (int round = 0; round < 20; ++round) {
    std::string text;
    for (std::size_t i = random() % 200 + 1; i > 0; --i) text += random() % 3 ? static_cast<char>(random() % 256) : ":#[]<>&\"'%\n\r\x1b`|=,"[random() % 17];
    const Sheet sheet = hostile_sheet(text);
    EXPECT_EQ(shape_of_xml(junit(sheet)), shape) << quoted(text);
    EXPECT_FALSE(parse_json(to_text(gradescope(sheet))).is_discarded());
    for (const std::string& line : annotations(sheet, 10)) expect_one_command(line);
  }
}

TEST(HostileFormats, ALineOfTenMegabytesMakesSmallFiles) {
  const Sheet sheet = hostile_sheet(std::string(10u << 20, ':'));
  EXPECT_LT(junit(sheet).size(), 200'000u);
  EXPECT_LT(to_text(gradescope(sheet)).size(), 2'000'000u);
  EXPECT_LT(to_text(classroom50(sheet, {})).size(), 1'000'000u);
  EXPECT_LT(base64(to_text(classroom_runners(sheet, true).missing)).size(), 100'000u);
  for (const std::string& line : annotations(sheet, 10)) EXPECT_LT(line.size(), 8'000u);
}

TEST(HostileFormats, AFileIsNamedOnlyWithinTheSubmission) {
  for (const std::string subject : {"/etc/passwd:3", "../../x.py:3", "a/../../b.py:3", "app/main.py", "app/main.py:0", "a b.py:3", "x,line=1:3"}) {
    RunRecord record = sample::empty_record("s");
    TestOutcome outcome = sample::outcome("Static", "Imports", Verdict::failed);
    outcome.expectations = {{ExpectationKind::finding, subject, nullptr, "F401 os", false}};
    record.outcomes = {outcome};
    const Score score = sample::failing_score(record);
    const Sheet sheet = sheet_of({record, score}, sample::assignment(), sample::rubric(), sample::options(Language::en));
    EXPECT_EQ(sheet.findings.at(0).file, "") << subject;
  }
}

}  // namespace
}  // namespace assay::formats
