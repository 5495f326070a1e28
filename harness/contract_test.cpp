#include "contract.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

/// An assignment of one group, whose two tests check the two sentences of the statement.
struct Sheet {
  Assignment assignment;
  Rubric rubric;
  TaskTexts statements;
  std::vector<Mistake> mistakes{{.id = "plain-string", .statement = true}};

  Sheet() {
    assignment.groups = {{.name = "Notes", .tests = {"Notes.Create", "Notes.Read"}}};
    assignment.texts["Notes.Create"].contract = {"create"};
    assignment.texts["Notes.Read"].contract = {"read"};
    for (const Language language : all_languages)
      statements[language] = {.sentences = {{"create", "Notes"}, {"read", "Notes"}}, .mistakes = {{"plain-string", "Mistakes"}}};
  }
  ContractFindings findings() const { return check_contract(assignment, rubric, statements, mistakes); }
  std::string problem() const {
    const std::vector<std::string> problems = findings().problems;
    return problems.size() == 1 ? problems.front() : "there are " + std::to_string(problems.size());
  }
};

TEST(Contract, HoldsWhenEveryTestChecksASentence) {
  const ContractFindings findings = Sheet().findings();
  EXPECT_TRUE(findings.problems.empty());
  EXPECT_TRUE(findings.untested.empty());
}

TEST(Contract, ListsSentencesWithoutATest) {
  Sheet sheet;
  for (auto& [language, statement] : sheet.statements) statement.sentences.push_back({"sorted", "Lists"});
  EXPECT_TRUE(sheet.findings().problems.empty()) << "it is for a person to judge";
  EXPECT_EQ(sheet.findings().untested, std::vector<std::string>{"sorted"});
}

TEST(Contract, NamesATestThatChecksAnUnknownSentence) {
  Sheet sheet;
  sheet.assignment.texts["Notes.Read"].contract.push_back("creata");
  EXPECT_EQ(sheet.problem(), "Notes.Read: checks 'creata', which is no anchor of the statement (closest: create)");
}

TEST(Contract, NamesACountedTestThatChecksNothing) {
  Sheet sheet;
  sheet.assignment.groups.front().tests.push_back("Notes.Walk");
  EXPECT_EQ(sheet.problem(), "Notes.Walk: says with no contract = \"…\" which sentence of the statement it checks");
  sheet.rubric.uncounted = {"Notes.W*"};
  EXPECT_TRUE(sheet.findings().problems.empty());
  sheet.rubric.uncounted.clear();
  sheet.assignment.groups.front().evidence = Evidence::checks;
  EXPECT_TRUE(sheet.findings().problems.empty()) << "the harness's own groups need none";
}

TEST(Contract, NamesALanguageThatLacksAnAnchor) {
  Sheet sheet;
  sheet.statements[Language::ru].sentences.pop_back();
  EXPECT_EQ(sheet.problem(), "README.ru.md: lacks the anchor c: read, which another language has");
}

TEST(Contract, NamesASentenceThatStandsTwice) {
  Sheet sheet;
  sheet.statements[Language::uk].sentences.push_back({"read", "Again"});
  EXPECT_EQ(sheet.problem(), "README.uk.md: the anchor c: read stands twice");
  Sheet other;
  other.statements[Language::uk].mistakes.push_back({"plain-string", "Again"});
  EXPECT_TRUE(other.findings().problems.empty()) << "a mistake may be explained twice";
}

TEST(Contract, HoldsMistakesAgainstTheStatements) {
  Sheet sheet;
  sheet.mistakes.front().id = "plain-strings";
  const std::vector<std::string> problems = sheet.findings().problems;
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0], "mistakes.toml: 'plain-strings' has statement = true, but the statements have no anchor m: plain-strings");
  EXPECT_EQ(problems[1], "the statements have the anchor m: plain-string, but mistakes.toml has no such mistake with statement = true (closest: plain-strings)");
  sheet.mistakes.front() = {.id = "elsewhere", .hint = "Notes.Read"};
  EXPECT_EQ(sheet.findings().problems.size(), 1u) << "what only a hint answers needs no anchor";
}

}  // namespace
}  // namespace assay
