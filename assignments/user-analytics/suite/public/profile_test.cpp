// profile and estimate_ltv. Its users lie far from every boundary; that the risk is right is the business of predict_churn, here it has
// to be the same one.
#include "public/people.hpp"

namespace people {
namespace {

class Profile : public People {
 protected:
  Json dormant() { return user_with({some_days(150, 500), whole_amount(200, 800)}); }
  Json active() { return user_with({some_days(40, 70), whole_amount(200, 800)}); }
  Json vip() { return user_with({some_days(40, 70), whole_amount(2000, 8000)}); }
  Json at_risk() { return user_with({some_days(5, 20), whole_amount(10, 60)}); }

  static void expect_number(const Reply& reply, const char* field, double wanted) {
    const Json got = demand_object(reply).value(field, term::of("absent"));
    testkit::expect_near(ExpectationKind::field, field, wanted, got, exactly);
  }
  void expect_recommends(const Json& user, const char* code) {
    const Reply reply = profile(user);
    const Json wanted = Json::array({code}), got = demand_object(reply).value("recommendations", term::of("absent"));
    expect(ExpectationKind::field, "recommendations", wanted, got, got == wanted);
  }
};

TEST_F(Profile, HasFourFields) {
  const Reply reply = profile(active());
  const Json& answer = demand_object(reply);
  expect_field_type(answer, "segment", "string");
  expect_field_type(answer, "churn_risk", "number");
  expect_field_type(answer, "ltv", "number");
  const bool recommends = answer.contains("recommendations");
  expect(ExpectationKind::field, "recommendations", term::of("present"), term::of(recommends ? "present" : "absent"), recommends);
  expect_differs(reply, profile(vip()));
}

TEST_F(Profile, Segment) {
  expect_result(profile(dormant()), {{"segment", "dormant"}});
  expect_result(profile(vip()), {{"segment", "vip"}});
}

TEST_F(Profile, ChurnRiskIsThatOfPredictChurn) {
  const Json user = active(), other = at_risk();
  const Reply risk = churn(user), other_risk = churn(other);
  expect_number(profile(user), "churn_risk", demand_number(risk));
  expect_number(profile(other), "churn_risk", demand_number(other_risk));
  expect_differs(risk, other_risk);
}

TEST_F(Profile, LtvIsThriceTheTotal) {
  for (int i = 0; i < 2; ++i) {
    const double first = whole_amount(10, 400), second = whole_amount(10, 400);
    expect_number(profile(user_with({{50 * days, first}, {40 * days, second}})), "ltv", 3 * (first + second));
  }
}

TEST_F(Profile, EstimateLtv) {
  const double first = whole_amount(10, 400), second = whole_amount(10, 400), third = whole_amount(10, 400);
  const std::int64_t ago = some_days(1, 300);
  expect_near(ltv(user_with({ago, first})), 3 * first, exactly);
  expect_near(ltv(user_with({{ago + 9 * days, first}, {ago, second}, {ago + days, third}})), 3 * (first + second + third), exactly);
}

/// Eighths, which binary numbers hold exactly.
TEST_F(Profile, EstimateLtvDoesNotRound) {
  const double amount = whole_amount(10, 400) + 0.125;
  expect_near(ltv(user_with({9 * days, amount})), 3 * amount, exactly);
  expect_near(ltv(user_with({{9 * days, amount}, {5 * days, 0.25}})), 3 * (amount + 0.25), exactly);
}

TEST_F(Profile, RecommendsByDormantAndActive) {
  expect_recommends(dormant(), "win_back");
  expect_recommends(active(), "personal_offers");
}

TEST_F(Profile, RecommendsByVipAndAtRisk) {
  expect_recommends(vip(), "exclusive_support");
  expect_recommends(at_risk(), "retention_offer");
}

}  // namespace
}  // namespace people
