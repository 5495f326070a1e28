// Scores by a rubric that students get, in which hidden tests are a number.
#include <gtest/gtest.h>

#include "score/score.hpp"

namespace assay {
namespace {

/// Three public tests, of which `passed` pass.
RunRecord record_with(int passed) {
  RunRecord record;
  for (int i = 0; i < 3; ++i) {
    record.outcomes.push_back({.group = "T", .test = std::string(1, static_cast<char>('a' + i)), .verdict = i < passed ? Verdict::passed : Verdict::failed});
    record.tests.push_back(record.outcomes.back().name());
  }
  return record;
}

CriterionScore scored(Rule rule, int passed, int hidden, CriterionKind kind = CriterionKind::required) {
  Rubric rubric;
  rubric.criteria = {{.id = "one", .kind = kind, .rule = rule, .points = Points::of(5), .tests = {"T.*"}, .hidden = hidden, .percent = 50}};
  return score(record_with(passed), rubric, {}).criteria.front();
}

TEST(HiddenScore, EarnsWhatNoHiddenTestCanTakeAway) {
  const CriterionScore share = scored(Rule::share, 3, 2);
  EXPECT_EQ(share.earned, Points{300});
  EXPECT_EQ(share.could_earn, Points{500});
  EXPECT_EQ(share.state, CriterionState::partly_graded);
  EXPECT_EQ(scored(Rule::all, 3, 2).earned, Points{});
  EXPECT_EQ(scored(Rule::all, 3, 2).could_earn, Points{500});
  EXPECT_EQ(scored(Rule::all, 2, 2).could_earn, Points{});
  EXPECT_EQ(scored(Rule::any, 1, 2).earned, Points{500});
  EXPECT_EQ(scored(Rule::reach, 2, 2).earned, Points{}) << "two of five are less than half";
  EXPECT_EQ(scored(Rule::reach, 2, 1).earned, Points{500});
}

TEST(HiddenScore, LeavesOpenACriterionThatHiddenTestsAloneDecide) {
  Rubric rubric;
  rubric.criteria = {{.id = "one", .rule = Rule::all, .points = Points::of(5), .hidden = 1}};
  const CriterionScore one = score(record_with(3), rubric, {}).criteria.front();
  EXPECT_EQ(one.state, CriterionState::not_graded);
  EXPECT_EQ(one.could_earn, Points{500});
}

TEST(HiddenScore, TakesNoPenaltyForWhatIsNotKnown) {
  EXPECT_EQ(scored(Rule::any_failed, 3, 2, CriterionKind::penalty).earned, Points{});
  EXPECT_EQ(scored(Rule::any_failed, 3, 2, CriterionKind::penalty).state, CriterionState::graded);
}

}  // namespace
}  // namespace assay
