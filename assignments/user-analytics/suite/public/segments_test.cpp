// segment_user on users with one purchase, or several at about the same time. Every test has users on both sides of what it is about:
// a program that always says the same passes none.
#include "public/people.hpp"

namespace people {
namespace {

class Segments : public People {};

TEST_F(Segments, DormantAfterLongSilence) {
  const double amount = whole_amount(120, 900);
  expect_result(segment(user_with({some_days(120, 900), amount})), "dormant");
  expect_result(segment(user_with({some_days(40, 80), amount})), "active");
}

TEST_F(Segments, DormantFrom91Days) {
  const double amount = whole_amount(120, 900);
  expect_result(segment(user_with({90 * days, amount})), "active");
  expect_result(segment(user_with({91 * days, amount})), "dormant");
}

TEST_F(Segments, DormantCountsWholeDays) {
  const double amount = whole_amount(120, 900);
  expect_result(segment(user_with({91 * days - 1, amount})), "active");
  expect_result(segment(user_with({91 * days + random.between(1, 23) * hours, amount})), "dormant");
}

TEST_F(Segments, VipSpendsMuch) {
  const std::int64_t ago = some_days(35, 80);
  expect_result(segment(user_with({ago, whole_amount(1500, 9000)})), "vip");
  expect_result(segment(user_with({ago, whole_amount(200, 900)})), "active");
}

TEST_F(Segments, VipAbove1000) {
  const std::int64_t ago = some_days(35, 80);
  expect_result(segment(user_with({ago, 1000})), "active");
  expect_result(segment(user_with({ago, 1000.01})), "vip");
}

TEST_F(Segments, VipBySumOfPurchases) {
  const std::int64_t ago = some_days(35, 80);
  const double amount = whole_amount(400, 480);
  expect_result(segment(user_with({{ago, amount}, {ago + hours, amount}, {ago + 2 * hours, amount}})), "vip");
  expect_result(segment(user_with({{ago, amount}, {ago + hours, amount}})), "active");
}

TEST_F(Segments, AtRiskBoughtLittleOfLate) {
  const std::int64_t ago = some_days(1, 25);
  expect_result(segment(user_with({ago, whole_amount(5, 90)})), "at_risk");
  expect_result(segment(user_with({ago, whole_amount(110, 900)})), "active");
}

TEST_F(Segments, AtRiskBelow100) {
  const std::int64_t ago = some_days(1, 25);
  expect_result(segment(user_with({ago, 99.99})), "at_risk");
  expect_result(segment(user_with({ago, 100})), "active");
}

TEST_F(Segments, AtRiskBefore30Days) {
  const double amount = whole_amount(5, 90);
  expect_result(segment(user_with({29 * days, amount})), "at_risk");
  expect_result(segment(user_with({30 * days, amount})), "active");
}

TEST_F(Segments, ActiveBuysRegularly) {
  const double amount = whole_amount(60, 100);
  const auto bought = [&](std::int64_t ago) { return user_with({{ago, amount}, {ago, amount}, {ago, amount}}); };
  expect_result(segment(bought(some_days(2, 25))), "active");
  expect_result(segment(bought(some_days(35, 80))), "active");
  expect_result(segment(bought(some_days(120, 900))), "dormant");
}

/// The lesson's picture of the active user begins at 100; its code does not.
TEST_F(Segments, ActiveWithLittleAfterAMonth) {
  expect_result(segment(user_with({some_days(35, 80), whole_amount(5, 90)})), "active");
  expect_result(segment(user_with({some_days(120, 900), whole_amount(120, 900)})), "dormant");
}

TEST_F(Segments, OrderDormantBeforeVip) {
  const double amount = whole_amount(1500, 9000);
  expect_result(segment(user_with({some_days(120, 900), amount})), "dormant");
  expect_result(segment(user_with({some_days(2, 80), amount})), "vip");
}

TEST_F(Segments, OrderDormantBeforeAtRisk) {
  const double amount = whole_amount(5, 90);
  expect_result(segment(user_with({some_days(120, 900), amount})), "dormant");
  expect_result(segment(user_with({some_days(1, 25), amount})), "at_risk");
}

}  // namespace
}  // namespace people
