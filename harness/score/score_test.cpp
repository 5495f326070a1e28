#include "score/score.hpp"

#include <gtest/gtest.h>

#include "base/fault.hpp"
#include "score/samples_test.hpp"

namespace assay {
namespace {

TEST(Score, SharesPointsRoundedDownToHundredths) {
  const Criterion third = criterion("c", Rule::share, 100, {"G.*"});
  EXPECT_EQ(only(of_verdicts({P, F, F}), third).earned, Points{33});
  EXPECT_EQ(only(of_verdicts({P, P, F}), third).earned, Points{66});
  EXPECT_EQ(only(of_verdicts({P, P, P}), third).earned, Points{100});
  EXPECT_EQ(only(of_verdicts({F, F, F}), third).earned, Points{0});
  EXPECT_EQ(only(of_verdicts({P, Verdict::flaky, Verdict::crashed, Verdict::timed_out}), third).earned, Points{25});
}

TEST(Score, AllAndAnyGiveEverythingOrNothing) {
  EXPECT_EQ(only(of_verdicts({P, F}), criterion("c", Rule::all, 100, {"G.*"})).earned, Points{0});
  EXPECT_EQ(only(of_verdicts({P, P}), criterion("c", Rule::all, 100, {"G.*"})).earned, Points{100});
  EXPECT_EQ(only(of_verdicts({P, F}), criterion("c", Rule::any, 100, {"G.*"})).earned, Points{100});
  EXPECT_EQ(only(of_verdicts({F, F}), criterion("c", Rule::any, 100, {"G.*"})).earned, Points{0});
}

TEST(Score, ReachGivesEverythingFromItsPercentageOn) {
  Criterion most = criterion("c", Rule::reach, 200, {"G.*"});
  most.percent = 80;
  EXPECT_EQ(only(of_verdicts({P, P, P, P, F}), most).earned, Points{200});
  EXPECT_EQ(only(of_verdicts({P, P, P, F}), most).earned, Points{0});
  EXPECT_EQ(only(of_verdicts({F, F}), most).earned, Points{0});
  const CriterionScore open = only(of_verdicts({P, P, P, F, H}), most);
  EXPECT_EQ(open.earned, Points{0});
  EXPECT_EQ(open.could_earn, Points{200});
  EXPECT_EQ(only(of_verdicts({P, F, F, H}), most).could_earn, Points{0});
}

TEST(Score, LeavesOutTestsThatHaveNothingToDoWithTheProgram) {
  const auto aside = [](const char* name, CauseKind kind) { return caused(name, Verdict::skipped, kind); };
  const Criterion share = criterion("c", Rule::share, 100, {"G.*"});
  const CriterionScore half =
      only(record_of({outcome("G.A", P), outcome("G.B", F), aside("G.C", CauseKind::no_place), aside("G.D", CauseKind::unseen)}), share);
  EXPECT_EQ(half.earned, Points{50});
  EXPECT_EQ(half.could_earn, Points{50});
  EXPECT_EQ(half.state, CriterionState::graded);
  const CriterionScore none = only(record_of({aside("G.A", CauseKind::no_place)}), share);
  EXPECT_EQ(none.state, CriterionState::not_applicable);
  EXPECT_EQ(none.possible, Points{0});
}

TEST(Score, TakesUndecidedTestsOutAndShowsTheRange) {
  const CriterionScore share = only(of_verdicts({P, F, H, Verdict::skipped}), criterion("c", Rule::share, 100, {"G.*"}));
  EXPECT_EQ(share.state, CriterionState::partly_graded);
  EXPECT_EQ(share.earned, Points{50});
  EXPECT_EQ(share.could_earn, Points{75});
  EXPECT_EQ(share.possible, Points{100});
  EXPECT_EQ(share.decided_by.size(), 4u);

  const CriterionScore none = only(of_verdicts({H, H}), criterion("c", Rule::all, 100, {"G.*"}));
  EXPECT_EQ(none.state, CriterionState::not_graded);
  EXPECT_EQ(none.earned, Points{0});
  EXPECT_EQ(none.could_earn, Points{100});
}

TEST(Score, TreatsATestWithoutAnOutcomeAsUndecided) {
  RunRecord record = of_verdicts({P, P});
  record.outcomes.pop_back();
  record.complete = false;
  EXPECT_EQ(only(record, criterion("c", Rule::all, 100, {"G.*"})).state, CriterionState::partly_graded);
  EXPECT_EQ(only(record, criterion("c", Rule::all, 100, {"G.T1"})).state, CriterionState::not_graded);
}

TEST(Score, SaysWhichTestsAreNewerThanTheRecord) {
  const CriterionScore score = only(of_verdicts({P}), criterion("c", Rule::share, 100, {"G.T0", "G.T9", "New.*"}));
  EXPECT_EQ(score.unknown_tests, (std::vector<std::string>{"G.T9", "New.*"}));
  EXPECT_EQ(score.state, CriterionState::partly_graded);
  EXPECT_EQ(score.could_earn, Points{100});
  EXPECT_EQ(only(of_verdicts({P}), criterion("c", Rule::all, 100, {"New.*"})).state, CriterionState::not_graded);
}

TEST(Score, GatesWhatNeedsACriterionThatEarnedNothing) {
  Criterion missing = criterion("status-missing", Rule::all, 100, {"G.T1"});
  missing.needs = {"crud-read"};
  const Rubric rubric = rubric_of({missing, criterion("crud-read", Rule::share, 80, {"G.T0"})});

  Score null = score(of_verdicts({F, P}), rubric, {});
  EXPECT_EQ(null.criteria[0].state, CriterionState::gated);
  EXPECT_EQ(null.criteria[0].gated_by, std::vector<std::string>{"crud-read"});
  EXPECT_EQ(null.total, Points{0});
  EXPECT_TRUE(null.complete);
  EXPECT_EQ(score(of_verdicts({P, P}), rubric, {}).total, Points{180});

  // Our fault in the need does not close the gate; it only keeps it undecided.
  Score open = score(of_verdicts({H, P}), rubric, {});
  EXPECT_EQ(open.criteria[0].state, CriterionState::not_graded);
  EXPECT_EQ(open.criteria[0].earned, Points{0});
  EXPECT_EQ(open.criteria[0].could_earn, Points{100});
}

TEST(Score, FollowsChainsOfGates) {
  Criterion a = criterion("a", Rule::all, 100, {"G.T0"});
  Criterion b = criterion("b", Rule::all, 100, {"G.T1"});
  Criterion c = criterion("c", Rule::all, 100, {"G.T2"});
  c.needs = {"b"};
  b.needs = {"a"};
  const Score result = score(of_verdicts({F, P, P}), rubric_of({c, b, a}), {});
  EXPECT_EQ(result.criteria[0].state, CriterionState::gated);
  EXPECT_EQ(result.criteria[1].state, CriterionState::gated);
  EXPECT_EQ(result.total, Points{0});
}

TEST(Score, IgnoresGatesThatDoNotApply) {
  Criterion needed = criterion("alembic", Rule::all, 100, {"G.T0"});
  needed.python_only = true;
  Criterion other = criterion("c", Rule::all, 100, {"G.T1"});
  other.needs = {"alembic"};
  RunRecord record = of_verdicts({F, P});
  record.python = false;
  const Score result = score(record, rubric_of({needed, other}), {});
  EXPECT_EQ(result.criteria[0].state, CriterionState::not_applicable);
  EXPECT_EQ(result.criteria[1].earned, Points{100});
  EXPECT_EQ(result.possible.at(CriterionKind::required), Points{100});
}

TEST(Score, TakesAPenaltyOnlyOnEvidence) {
  const Criterion rule = penalty(Rule::any_failed, 500, {"G.*"});
  EXPECT_EQ(only(of_verdicts({P, F}), rule).earned, Points{500});
  EXPECT_EQ(only(of_verdicts({P, Verdict::crashed}), rule).earned, Points{500});
  EXPECT_EQ(only(of_verdicts({P, P}), rule).earned, Points{0});
  EXPECT_EQ(only(of_verdicts({P, H}), rule).earned, Points{0});
  const auto with = [&](CauseKind kind, Json data = Json::object()) {
    return only(record_of({caused("G.T", F, kind, std::move(data))}), rule).earned;
  };
  EXPECT_EQ(with(CauseKind::never_ready), Points{0});
  EXPECT_EQ(with(CauseKind::missing_package), Points{0});
  EXPECT_EQ(with(CauseKind::no_command), Points{0});
  EXPECT_EQ(with(CauseKind::not_run), Points{0});
  EXPECT_EQ(with(CauseKind::command_failed), Points{0});
  EXPECT_EQ(with(CauseKind::exited, {{"status", 1}, {"before_ready", true}}), Points{0});
  EXPECT_EQ(with(CauseKind::exited, {{"status", 127}}), Points{0});
  EXPECT_EQ(with(CauseKind::exited, {{"status", 1}}), Points{500}) << "it died of the test";
  EXPECT_EQ(with(CauseKind::limit, {{"limit", "memory"}}), Points{500});
  EXPECT_EQ(with(CauseKind::limit, {{"limit", "memory"}, {"before_ready", true}}), Points{0});
  EXPECT_EQ(with(CauseKind::exited, nullptr), Points{500}) << "data of another shape is no exception";
}

TEST(Score, TakesTheHalfPenaltyBelowHalfAndNotAtHalf) {
  const Criterion rule = penalty(Rule::half_failed, 300, {"G.*"});
  EXPECT_EQ(only(of_verdicts({P, P, F, F}), rule).earned, Points{0});
  EXPECT_EQ(only(of_verdicts({P, F, F}), rule).earned, Points{300});
  EXPECT_EQ(only(of_verdicts({P, H, F, F}), rule).earned, Points{0}) << "the undecided one may have passed";
  EXPECT_EQ(only(record_of({caused("G.A", F, CauseKind::never_ready), caused("G.B", F, CauseKind::never_ready)}), rule).earned,
            Points{0});
}

TEST(Score, NeverGoesBelowZero) {
  const Score result = score(of_verdicts({P, F}),
                             rubric_of({criterion("c", Rule::all, 100, {"G.T0"}), penalty(Rule::any_failed, 500, {"G.T1"})}), {});
  EXPECT_EQ(result.total, Points{0});
  EXPECT_EQ(result.pass_earned, Points{0});
  EXPECT_EQ(result.earned.at(CriterionKind::penalty), Points{500});
}

TEST(Score, CapsAKind) {
  Rubric rubric = rubric_of({criterion("a", Rule::all, 600, {"G.T0"}), criterion("b", Rule::all, 600, {"G.T1"})});
  for (Criterion& one : rubric.criteria) one.kind = CriterionKind::optional;
  rubric.caps[CriterionKind::optional] = Points::of(10);
  const Score result = score(of_verdicts({P, P}), rubric, {});
  EXPECT_EQ(result.earned.at(CriterionKind::optional), Points::of(10));
  EXPECT_EQ(result.possible.at(CriterionKind::optional), Points::of(10));
  EXPECT_EQ(result.graded_possible, Points::of(10));
}

RunRecord with_commits(const std::vector<Commit>& commits) {
  RunRecord record = of_verdicts({P});
  record.history = History{commits};
  return record;
}

TEST(Score, CountsStartedDaysAfterTheDeadline) {
  const Criterion late = fact(HistoryFact::days_late, 200, 0);
  const auto days = [&](std::int64_t after) {
    Circumstances circumstances;
    circumstances.deadline = 1'000'000;
    circumstances.students["ada"].pushed = 1'000'000 + after;
    return only(of_verdicts({P}), late, circumstances).fact;
  };
  EXPECT_EQ(days(-5 * day), 0);
  EXPECT_EQ(days(0), 0);
  EXPECT_EQ(days(1), 1);
  EXPECT_EQ(days(day), 1);
  EXPECT_EQ(days(day + 1), 2);
  Circumstances circumstances;
  circumstances.deadline = 1'000'000;
  circumstances.students["ada"].pushed = 1'000'000 + 3 * day;
  EXPECT_EQ(only(of_verdicts({P}), late, circumstances).earned, Points{600});
}

TEST(Score, PrefersTheExtensionAndThePushTime) {
  const Criterion late = fact(HistoryFact::days_late, 200, 0);
  const RunRecord record = with_commits({{"b", 1'000'000 + 5 * day, "2026-11-25", false},
                                         {"a", 1'000'000 + 2 * day, "2026-11-22", true}});
  Circumstances circumstances;
  EXPECT_EQ(only(record, late, circumstances).state, CriterionState::not_applicable) << "no deadline is set";
  circumstances.deadline = 1'000'000;
  EXPECT_EQ(only(record, late, circumstances).fact, 2) << "the newest meaningful commit";
  circumstances.students["ada"].pushed = 1'000'000 + 3 * day;
  EXPECT_EQ(only(record, late, circumstances).fact, 3);
  circumstances.students["ada"].deadline = 1'000'000 + 3 * day;
  EXPECT_EQ(only(record, late, circumstances).fact, 0);
  circumstances.students.clear();
  EXPECT_EQ(only(of_verdicts({P}), late, circumstances).state, CriterionState::not_applicable)
      << "neither a push time nor a history";
}

TEST(Score, CountsActiveDaysOnceAndUpToTheCap) {
  const RunRecord record = with_commits({{"c", 3, "2026-11-21", true}, {"b", 2, "2026-11-20", true},
                                         {"b2", 2, "2026-11-20", true}, {"a", 1, "2026-11-19", false}});
  EXPECT_EQ(only(record, fact(HistoryFact::active_days, 100, 7)).earned, Points{200});
  EXPECT_EQ(only(record, fact(HistoryFact::active_days, 100, 1)).earned, Points{100});
  EXPECT_EQ(only(of_verdicts({P}), fact(HistoryFact::active_days, 100, 7)).state, CriterionState::not_applicable);
}

TEST(Score, AsksForANumberOfCommits) {
  Criterion commits = fact(HistoryFact::meaningful_commits, 0, 0);
  commits.points = {100};
  commits.at_least = 2;
  EXPECT_EQ(only(with_commits({{"a", 1, "d", true}, {"b", 1, "d", true}}), commits).earned, Points{100});
  EXPECT_EQ(only(with_commits({{"a", 1, "d", true}, {"b", 1, "d", false}}), commits).earned, Points{0});
}

TEST(Score, GivesNothingForATestThatAwaitsReview) {
  TestOutcome breaks_us = caused("G.B", H, CauseKind::suite_crashed);
  breaks_us.cause->data["control"] = "well";
  const auto graded = [&](Rule rule) { return only(record_of({outcome("G.A", P), breaks_us}), criterion("c", rule, 100, {"G.*"})); };
  EXPECT_EQ(graded(Rule::share).state, CriterionState::awaiting_review);
  EXPECT_EQ(graded(Rule::share).earned, Points{50}) << "as if it had failed, until a person has looked";
  EXPECT_EQ(graded(Rule::share).could_earn, Points{100});
  EXPECT_EQ(graded(Rule::all).earned, Points{0});
  EXPECT_EQ(graded(Rule::all).could_earn, Points{100});
  EXPECT_EQ(graded(Rule::any_failed).earned, Points{0}) << "a penalty needs evidence";
  breaks_us.cause->data.erase("control");
  EXPECT_EQ(graded(Rule::share).state, CriterionState::partly_graded);
  EXPECT_EQ(graded(Rule::share).earned, Points{100}) << "our fault takes nothing";
}

TEST(Score, WaitsForAPersonAndThenBelievesThem) {
  const Criterion manual = criterion("helping", Rule::manual, 300, {});
  const Criterion later = [] {
    Criterion made = criterion("later", Rule::all, 150, {});
    made.not_graded = {"пізніше", "позже", "later"};
    return made;
  }();
  const Rubric rubric = rubric_of({manual, later, criterion("c", Rule::all, 100, {"G.T0"})});
  Score open = score(of_verdicts({P}), rubric, {});
  EXPECT_EQ(open.criteria[0].state, CriterionState::awaiting_review);
  EXPECT_EQ(open.criteria[0].could_earn, Points{300});
  EXPECT_EQ(open.criteria[1].state, CriterionState::not_graded);
  EXPECT_FALSE(open.complete);
  EXPECT_EQ(open.graded_possible, Points{100});

  Circumstances circumstances;
  circumstances.students["ada"].marks = {{"helping", {{200}, "explained joins"}}, {"later", {{900}, ""}}, {"c", {{0}, "copied"}}};
  const Score marked = score(of_verdicts({P}), rubric, circumstances);
  EXPECT_EQ(marked.criteria[0].earned, Points{200});
  EXPECT_EQ(marked.criteria[0].comment, "explained joins");
  EXPECT_EQ(marked.criteria[1].earned, Points{150});
  EXPECT_EQ(marked.criteria[1].comment, "(marked 9, counted as 1.5)");
  EXPECT_EQ(marked.criteria[2].earned, Points{0});
  EXPECT_TRUE(marked.complete);
  EXPECT_EQ(marked.total, Points{350});
}

TEST(Score, AMarkOpensAGate) {
  Criterion gated = criterion("c", Rule::all, 100, {"G.T1"});
  gated.needs = {"a"};
  const Rubric rubric = rubric_of({criterion("a", Rule::all, 100, {"G.T0"}), gated});
  Circumstances circumstances;
  circumstances.students["ada"].marks["a"] = {{50}, ""};
  EXPECT_EQ(score(of_verdicts({F, P}), rubric, circumstances).total, Points{150});
}

TEST(Score, PassesOnWhatTheRubricLooksAt) {
  Criterion optional = criterion("o", Rule::all, 1000, {"G.T1"});
  optional.kind = CriterionKind::optional;
  Rubric rubric = rubric_of({criterion("r", Rule::share, 1500, {"G.T0", "G.T1", "G.T2"}), optional,
                             penalty(Rule::any_failed, 300, {"G.T3"})});
  rubric.pass = {CriterionKind::required, Points::of(10), true};
  const Score failed = score(of_verdicts({P, P, F, F}), rubric, {});
  EXPECT_EQ(failed.pass_earned, Points::of(7));
  EXPECT_FALSE(failed.passed);
  EXPECT_FALSE(failed.pass_open);
  rubric.pass.penalties_after = false;
  EXPECT_TRUE(score(of_verdicts({P, P, F, F}), rubric, {}).passed);
  rubric.pass.penalties_after = true;
  const Score open = score(of_verdicts({P, F, H, P}), rubric, {});
  EXPECT_FALSE(open.passed);
  EXPECT_TRUE(open.pass_open);
}

TEST(Requirement, IsPointsPercentOrFull) {
  EXPECT_EQ(parse_requirement("12.5").value, 1250);
  EXPECT_EQ(parse_requirement("12").kind, Requirement::Kind::points);
  EXPECT_EQ(parse_requirement("80%").value, 8000);
  EXPECT_EQ(parse_requirement("80%").kind, Requirement::Kind::percent);
  EXPECT_EQ(parse_requirement("full").kind, Requirement::Kind::full);
  for (const char* wrong : {"", "%", "-1", "1.234", "1,5", "101%", "FULL", "12.", ".5", "1e3", "99999999999999999999"})
    EXPECT_THROW(parse_requirement(wrong), Fault) << wrong;
}

TEST(Requirement, LooksAtRequiredAndOptionalLessPenalties) {
  Criterion bonus = criterion("b", Rule::all, 500, {"G.T0"});
  bonus.kind = CriterionKind::bonus;
  Rubric rubric = rubric_of({criterion("r", Rule::all, 800, {"G.T0"}), criterion("s", Rule::all, 200, {"G.T1"}), bonus});
  const Score score_of_80 = score(of_verdicts({P, F}), rubric, {});
  EXPECT_TRUE(reaches(score_of_80, {Requirement::Kind::points, 800}));
  EXPECT_FALSE(reaches(score_of_80, {Requirement::Kind::points, 801}));
  EXPECT_TRUE(reaches(score_of_80, {Requirement::Kind::percent, 8000}));
  EXPECT_FALSE(reaches(score_of_80, {Requirement::Kind::percent, 8001}));
  EXPECT_FALSE(reaches(score_of_80, {Requirement::Kind::full, 0}));
  EXPECT_TRUE(reaches(score(of_verdicts({P, P}), rubric, {}), {Requirement::Kind::full, 0}));
  EXPECT_FALSE(reaches(score(of_verdicts({P, H}), rubric, {}), {Requirement::Kind::full, 0}));
  EXPECT_FALSE(reaches(score(of_verdicts({H, H}), rubric, {}), {Requirement::Kind::percent, 0}));
  rubric.criteria.push_back(criterion("m", Rule::manual, 300, {}));
  EXPECT_TRUE(reaches(score(of_verdicts({P, P}), rubric, {}), {Requirement::Kind::full, 0}));
  rubric.criteria.push_back(penalty(Rule::any_failed, 100, {"G.T1"}));
  EXPECT_FALSE(reaches(score(of_verdicts({P, F}), rubric, {}), {Requirement::Kind::full, 0}));
}

}  // namespace
}  // namespace assay
