#include "score/nearest.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

TestOutcome test_that(const std::string& test, Verdict verdict) { return {.group = "T", .test = test, .verdict = verdict}; }

Certificate::Program mutant_failing(const std::string& id, std::vector<std::string> failed) {
  return {.kind = "mutant", .id = id, .failed_tests = std::move(failed)};
}

RunRecord record_failing(const std::vector<std::string>& tests) {
  RunRecord record;
  for (const char* test : {"a", "b", "c", "d", "e"}) {
    const bool fails = std::find(tests.begin(), tests.end(), test) != tests.end();
    record.outcomes.push_back(test_that(test, fails ? Verdict::failed : Verdict::passed));
  }
  return record;
}

TEST(Nearest, IsTheMutantThatFailsTheSameTests) {
  const Certificate certificate{.programs = {mutant_failing("one", {"T.a"}), mutant_failing("two", {"T.b", "T.c"})}};
  EXPECT_EQ(nearest_mutant(record_failing({"b", "c"}), certificate), "two");
  EXPECT_EQ(nearest_mutant(record_failing({"a"}), certificate), "one");
}

TEST(Nearest, IsNobodyForAProgramThatPassesOrFailsOtherwise) {
  const Certificate certificate{.programs = {mutant_failing("one", {"T.a"}), mutant_failing("two", {"T.b", "T.c"})}};
  EXPECT_EQ(nearest_mutant(record_failing({}), certificate), std::nullopt);
  EXPECT_EQ(nearest_mutant(record_failing({"d"}), certificate), std::nullopt);
  EXPECT_EQ(nearest_mutant(record_failing({"a", "b", "c", "d", "e"}), certificate), std::nullopt);
}

TEST(Nearest, IsNobodyWhenTwoAreAsNear) {
  const Certificate certificate{.programs = {mutant_failing("one", {"T.a", "T.b"}), mutant_failing("two", {"T.a", "T.b"})}};
  EXPECT_EQ(nearest_mutant(record_failing({"a", "b"}), certificate), std::nullopt);
}

TEST(Nearest, LooksOnlyAtTestsThatTheRecordDecided) {
  const Certificate certificate{.programs = {mutant_failing("one", {"T.a", "T.x", "T.y"}), mutant_failing("two", {"T.b"})}};
  EXPECT_EQ(nearest_mutant(record_failing({"a"}), certificate), "one");
}

TEST(Nearest, IsAMutantNeverAnotherProgram) {
  Certificate certificate{.programs = {mutant_failing("one", {"T.a"})}};
  certificate.programs.front().kind = "starter";
  EXPECT_EQ(nearest_mutant(record_failing({"a"}), certificate), std::nullopt);
}

TEST(Explained, AreTheFailuresThatAMutantHasAndNothingElse) {
  const Certificate certificate{.programs = {mutant_failing("one", {"T.a"}), mutant_failing("both", {"T.a", "T.b"}), mutant_failing("more", {"T.b", "T.c"})}};
  using Found = std::map<std::string, std::string>;
  EXPECT_EQ(explained_failures(record_failing({"a", "b"}), certificate), (Found{{"T.a", "both"}, {"T.b", "both"}})) << "who explains most";
  EXPECT_EQ(explained_failures(record_failing({"a", "d"}), certificate), (Found{{"T.a", "one"}})) << "both fails what passed here";
  EXPECT_EQ(explained_failures(record_failing({"a", "b", "c"}), certificate), Found{}) << "more than half: no single mistake";
}

TEST(Explained, AreNotWhereTwoMutantsExplainEquallyMuch) {
  const Certificate certificate{.programs = {mutant_failing("one", {"T.a"}), mutant_failing("two", {"T.a"}), mutant_failing("three", {"T.b"})}};
  EXPECT_EQ(explained_failures(record_failing({"a", "b"}), certificate), (std::map<std::string, std::string>{{"T.b", "three"}}));
}

TEST(Explained, AreNotTestsThatNeverCameToTheirPoint) {
  const Certificate certificate{.programs = {mutant_failing("one", {"T.a"})}};
  RunRecord record = record_failing({"a"});
  record.outcomes.front().cause = Cause{CauseKind::never_ready, "api", {}};
  EXPECT_TRUE(explained_failures(record, certificate).empty());
}

}  // namespace
}  // namespace assay
