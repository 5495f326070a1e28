// Properties of scoring: over rubrics and records made from a seed, which every message names.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "score/samples_test.hpp"

namespace assay {
namespace {

struct World {
  Rubric rubric;
  RunRecord record;
  Circumstances circumstances;
};

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  World world() {
    World made;
    const int tests = below(12) + 1;
    for (int i = 0; i < tests; ++i) {
      const std::string name = cat(chance(50) ? "A" : "B", ".T", i);
      made.record.tests.push_back(name);
      if (chance(95)) made.record.outcomes.push_back(made_outcome(name));
    }
    made.record.submission = "ada";
    made.record.python = chance(80);
    if (chance(60)) made.record.history = history();
    const int criteria = below(8) + 1;
    for (int i = 0; i < criteria; ++i) made.rubric.criteria.push_back(made_criterion(i, tests));
    if (chance(50)) made.rubric.caps[CriterionKind::optional] = {below(800) + 1};
    made.rubric.pass = {chance(80) ? CriterionKind::required : CriterionKind::optional, {below(1000)}, chance(50)};
    if (chance(70)) made.circumstances.deadline = 1'000'000 + below(10) * day;
    if (chance(30)) made.circumstances.students["ada"].pushed = 1'000'000 + below(20) * day;
    if (chance(30)) made.circumstances.students["ada"].marks[cat("c", below(criteria))] = {{below(500)}, "x"};
    return made;
  }

  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  bool chance(int percent) { return below(100) < percent; }
  std::mt19937& random() { return random_; }

 private:
  TestOutcome made_outcome(const std::string& name) {
    constexpr Verdict verdicts[] = {P, P, P, F, Verdict::crashed, Verdict::timed_out, Verdict::skipped, Verdict::flaky, H};
    TestOutcome made = outcome(name, verdicts[below(9)]);
    constexpr CauseKind causes[] = {CauseKind::never_ready, CauseKind::exited, CauseKind::limit, CauseKind::no_command};
    if (made.verdict != P && chance(30)) made.cause = Cause{causes[below(4)], "api", Json::object()};
    return made;
  }

  History history() {
    History made;
    for (int i = below(6); i > 0; --i)
      made.commits.push_back({cat("id", i), 1'000'000 + below(20) * day, cat("day", below(5)), chance(70)});
    return made;
  }

  Criterion made_criterion(int index, int tests) {
    constexpr CriterionKind kinds[] = {CriterionKind::required, CriterionKind::optional, CriterionKind::bonus, CriterionKind::penalty};
    constexpr Rule gains[] = {Rule::share, Rule::all, Rule::any, Rule::manual};
    Criterion made = criterion(cat("c", index), Rule::share, below(1000) + 1, {});
    made.kind = kinds[below(4)];
    made.rule = made.kind != CriterionKind::penalty ? gains[below(4)] : chance(50) ? Rule::any_failed : Rule::half_failed;
    if (chance(15)) {
      const Criterion counted = fact(static_cast<HistoryFact>(below(3)), below(300) + 1, below(5));
      made.rule = Rule::per_fact;
      made.fact = counted.fact;
      made.per_unit = counted.per_unit;
      made.points = counted.points;
      made.cap = counted.cap;
    } else if (made.rule != Rule::manual) {
      constexpr const char* patterns[] = {"A.*", "B.*", "*", "C.*"};
      for (int i = below(3) + 1; i > 0; --i)
        made.tests.push_back(chance(50) ? patterns[below(4)] : cat(chance(50) ? "A" : "B", ".T", below(tests)));
    }
    if (made.kind != CriterionKind::penalty) {  // the loader lets nobody need a penalty
      if (!gains_.empty() && chance(30)) made.needs.push_back(gains_[static_cast<std::size_t>(below(static_cast<int>(gains_.size())))]);
      gains_.push_back(made.id);
    }
    made.python_only = chance(15);
    if (chance(5)) made.not_graded = {"a", "b", "c"};
    return made;
  }

  std::mt19937 random_;
  std::vector<std::string> gains_;
};

template <class Check>
void in_many_worlds(Check check) {
  for (unsigned seed = 1; seed <= 1000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(cat("seed ", seed));
    Maker maker(seed);
    World world = maker.world();
    check(world, maker);
  }
}

std::string digest(const Score& score) {
  std::string all = cat(score.total.hundredths, ' ', score.passed, score.pass_open, score.complete, ' ', score.graded_possible.hundredths);
  for (const CriterionScore& one : score.criteria) {
    all += cat('\n', one.id, ' ', static_cast<int>(one.state), ' ', one.earned.hundredths, ' ', one.possible.hundredths, ' ',
               one.could_earn.hundredths, ' ', one.fact.value_or(-1));
    for (const DecidingTest& test : one.decided_by) all += cat(' ', test.name, '=', to_string(test.verdict));
    for (const std::string& gate : one.gated_by) all += cat(" <", gate);
  }
  return all;
}

TEST(ScoreProperties, PartsAddUpToTheTotal) {
  in_many_worlds([](const World& world, Maker&) {
    const Score result = score(world.record, world.rubric, world.circumstances);
    std::map<CriterionKind, Points> sums;
    for (const CriterionScore& one : result.criteria) sums[one.kind] += one.earned;
    for (const auto& [kind, cap] : world.rubric.caps) sums[kind] = std::min(sums[kind], cap);
    for (const auto& [kind, sum] : sums) EXPECT_EQ(result.earned.at(kind), sum);
    const Points total = sums[CriterionKind::required] + sums[CriterionKind::optional] + sums[CriterionKind::bonus] -
                         sums[CriterionKind::penalty];
    EXPECT_EQ(result.total, std::max(Points{}, total));
  });
}

TEST(ScoreProperties, EveryPartStaysWithinItsBounds) {
  in_many_worlds([](const World& world, Maker&) {
    const Score result = score(world.record, world.rubric, world.circumstances);
    ASSERT_EQ(result.criteria.size(), world.rubric.criteria.size());
    for (std::size_t i = 0; i < result.criteria.size(); ++i) {
      const CriterionScore& one = result.criteria[i];
      const Criterion& rule = world.rubric.criteria[i];
      const bool unlimited = rule.rule == Rule::per_fact && rule.cap == 0;
      EXPECT_GE(one.earned, Points{}) << one.id;
      EXPECT_GE(one.could_earn, one.earned) << one.id;
      if (!unlimited) {
        EXPECT_LE(one.earned, one.possible) << one.id;
        EXPECT_LE(one.could_earn, one.possible) << one.id;
      }
      if (one.state == CriterionState::graded) {
        EXPECT_EQ(one.earned, one.could_earn) << one.id;
      }
      if (one.state == CriterionState::not_applicable || one.state == CriterionState::gated) {
        EXPECT_EQ(one.could_earn, Points{}) << one.id;
      }
      if (one.state == CriterionState::not_graded || one.state == CriterionState::awaiting_review) {
        EXPECT_EQ(one.earned, Points{}) << one.id;
      }
    }
    EXPECT_GE(result.total, Points{});
    EXPECT_GE(result.pass_earned, Points{});
    EXPECT_FALSE(result.passed && result.pass_open);
  });
}

TEST(ScoreProperties, TheOrderOfOutcomesDoesNotMatter) {
  in_many_worlds([](World& world, Maker& maker) {
    const std::string before = digest(score(world.record, world.rubric, world.circumstances));
    std::shuffle(world.record.outcomes.begin(), world.record.outcomes.end(), maker.random());
    EXPECT_EQ(digest(score(world.record, world.rubric, world.circumstances)), before);
  });
}

TEST(ScoreProperties, AHarnessFaultNeverLowersACeilingNorAddsAPenalty) {
  in_many_worlds([](World& world, Maker& maker) {
    if (world.record.outcomes.empty()) return;
    const Score before = score(world.record, world.rubric, world.circumstances);
    TestOutcome& hit = world.record.outcomes[static_cast<std::size_t>(maker.below(static_cast<int>(world.record.outcomes.size())))];
    hit.verdict = H;
    hit.cause = Cause{CauseKind::cell_failed, "", Json::object()};
    const Score after = score(world.record, world.rubric, world.circumstances);
    for (std::size_t i = 0; i < before.criteria.size(); ++i) {
      if (before.criteria[i].kind == CriterionKind::penalty) {
        EXPECT_LE(after.criteria[i].earned, before.criteria[i].earned) << before.criteria[i].id;
      } else {
        EXPECT_GE(after.criteria[i].could_earn, before.criteria[i].could_earn) << before.criteria[i].id;
      }
    }
    EXPECT_LE(before.passed || before.pass_open, after.passed || after.pass_open);
  });
}

TEST(ScoreProperties, PassingOneMoreTestNeverCosts) {
  in_many_worlds([](World& world, Maker& maker) {
    if (world.record.outcomes.empty()) return;
    const Score before = score(world.record, world.rubric, world.circumstances);
    TestOutcome& hit = world.record.outcomes[static_cast<std::size_t>(maker.below(static_cast<int>(world.record.outcomes.size())))];
    if (!decided(hit.verdict)) return;
    hit.verdict = P;
    hit.cause.reset();
    const Score after = score(world.record, world.rubric, world.circumstances);
    for (std::size_t i = 0; i < before.criteria.size(); ++i)
      if (before.criteria[i].kind != CriterionKind::penalty) {
        EXPECT_GE(after.criteria[i].earned, before.criteria[i].earned) << before.criteria[i].id;
      }
  });
}

TEST(ScoreProperties, FullMarksPassEveryRequirement) {
  in_many_worlds([](World& world, Maker&) {
    for (TestOutcome& one : world.record.outcomes) {
      one.verdict = P;
      one.cause.reset();
    }
    world.circumstances.students.clear();
    const Score result = score(world.record, world.rubric, world.circumstances);
    if (!reaches(result, {Requirement::Kind::full, 0}) || result.graded_possible == Points{}) return;
    EXPECT_TRUE(reaches(result, {Requirement::Kind::points, 0}));
    EXPECT_TRUE(result.passed);
    EXPECT_EQ(result.earned.at(CriterionKind::penalty), Points{});
  });
}

}  // namespace
}  // namespace assay
