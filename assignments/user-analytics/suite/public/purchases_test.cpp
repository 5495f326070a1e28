// Which purchase is the last one, users without purchases, refunds, and dates after `now`. Where a risk is compared, it is with what the
// program itself says of a plain user: a mistake in the formula costs its own criterion only.
#include "public/people.hpp"

namespace people {
namespace {

class Purchases : public People {
 protected:
  /// The program gives both users the same risk, and the third another.
  void expect_same_churn(const Json& user, const Json& plain, const Json& other) {
    const Reply wanted = churn(plain);
    const double risk = demand_number(wanted);
    expect_near(churn(user), risk, exactly);
    expect_differs(wanted, churn(other));
  }
};

TEST_F(Purchases, LastIsFirstInTheList) {
  const std::int64_t old = some_days(120, 500);
  expect_result(segment(user_with({{some_days(40, 80), 200}, {old, 50}, {old + 9 * days, 70}})), "active");
  expect_result(segment(user_with({{old, 200}, {old + 5 * days, 50}, {old + 9 * days, 70}})), "dormant");
}

TEST_F(Purchases, LastIsInTheMiddle) {
  const std::int64_t old = some_days(120, 500);
  expect_result(segment(user_with({{old + 7 * days, 50}, {some_days(40, 80), 200}, {old, 70}})), "active");
  expect_result(segment(user_with({{old + 7 * days, 50}, {old, 200}, {old + 2 * days, 70}})), "dormant");
}

TEST_F(Purchases, LastIsAtTheEnd) {
  const std::int64_t old = some_days(120, 500);
  expect_result(segment(user_with({{old + 7 * days, 50}, {old, 70}, {some_days(40, 80), 200}})), "active");
  expect_result(segment(user_with({{old + 7 * days, 50}, {old + 2 * days, 70}, {old, 200}})), "dormant");
}

TEST_F(Purchases, LastDecidesTheChurn) {
  const std::int64_t last = some_days(5, 40), first = last + some_days(30, 60);
  expect_same_churn(user_with({{last + 9 * days, 40}, {last, 30}, {first, 20}}), user_with({last, 90}), user_with({first, 90}));
}

TEST_F(Purchases, NoneIsAtRisk) {
  expect_result(segment(newcomer(some_days(0, 20))), "at_risk");
  expect_result(segment(newcomer(some_days(120, 900))), "at_risk");
  expect_result(segment(user_with({some_days(120, 900), 300})), "dormant");
}

TEST_F(Purchases, NoneChurnsSinceRegistration) {
  const std::int64_t ago = some_days(3, 50);
  expect_same_churn(newcomer(ago), user_with({ago, 40}), newcomer(ago + some_days(21, 40)));
}

TEST_F(Purchases, RefundLowersTheTotal) {
  const std::int64_t ago = some_days(35, 80);
  expect_result(segment(user_with({{ago, 1200}, {ago, -400}})), "active");
  expect_result(segment(user_with({{ago, 1200}, {ago, 400}})), "vip");
}

TEST_F(Purchases, RefundIsAPurchaseOfItsDay) {
  const std::int64_t old = some_days(120, 500);
  expect_result(segment(user_with({{old, 600}, {some_days(40, 80), -100}})), "active");
  expect_result(segment(user_with({{old, 600}, {old + 9 * days, -100}})), "dormant");
}

TEST_F(Purchases, RefundsCanMakeTheLtvNegative) {
  const double bought = whole_amount(10, 90), returned = bought + whole_amount(5, 50);
  expect_near(ltv(user_with({{3 * days, bought}, {2 * days, -returned}})), 3 * (bought - returned), exactly);
  expect_near(ltv(user_with({{3 * days, bought}, {2 * days, returned}})), 3 * (bought + returned), exactly);
}

TEST_F(Purchases, FutureIsNotDormant) {
  const double amount = whole_amount(120, 900);
  expect_result(segment(user_with({-some_days(120, 900), amount})), "active");
  expect_result(segment(user_with({some_days(120, 900), amount})), "dormant");
}

/// A second ahead is -1 day, not 0.
TEST_F(Purchases, FutureDaysRoundDown) {
  const std::int64_t whole = some_days(0, 9);
  expect_same_churn(user_with({-(whole + 1), 50}), user_with({-(whole + days), 50}), user_with({-(whole + 21 * days), 50}));
}

TEST_F(Purchases, FutureDecadesAhead) {
  const std::int64_t decades = some_days(17'000, 20'000);
  const double ahead = demand_number(churn(user_with({-decades, 50})));
  expect(ExpectationKind::result, "predict_churn", term::of("between", {0, 0.001}), ahead, ahead >= 0 && ahead <= 0.001);
  expect_near(churn(user_with({decades, 50})), 100, 0.001);
}

}  // namespace
}  // namespace people
