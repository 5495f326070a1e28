// segment_many, and input of a size that a report of a real shop has.
#include <algorithm>

#include "public/people.hpp"

namespace people {
namespace {

/// The task allows ten seconds; a machine that grades a class at once gets more. What is to be found takes minutes.
constexpr auto patience = std::chrono::seconds(30);

class Many : public People {
 protected:
  /// That many users of each segment, in any order.
  Json users(int dormant, int active, int vip, int at_risk) {
    std::vector<Json> made;
    for (int i = 0; i < dormant; ++i) made.push_back(user_with({some_days(120, 900), whole_amount(120, 900)}));
    for (int i = 0; i < active; ++i) made.push_back(user_with({some_days(35, 80), whole_amount(120, 900)}));
    for (int i = 0; i < vip; ++i) made.push_back(user_with({some_days(35, 80), whole_amount(1500, 9000)}));
    for (int i = 0; i < at_risk; ++i) made.push_back(user_with({some_days(1, 25), whole_amount(5, 90)}));
    for (std::size_t i = made.size(); i > 1; --i)
      std::swap(made[i - 1], made[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(i) - 1))]);
    return made;
  }
  void expect_counts(int dormant, int active, int vip, int at_risk) {
    expect_result(counts(users(dormant, active, vip, at_risk)),
                  {{"dormant", dormant}, {"active", active}, {"vip", vip}, {"at_risk", at_risk}});
  }
  int few() { return static_cast<int>(random.between(1, 9)); }

  /// 100,000 purchases within a day: which of them is the last, and what they make a user of, is the business of other tests. Their
  /// amounts are such that binary numbers sum them exactly in any order.
  Json collector(std::int64_t ago) {
    std::vector<Purchase> purchases(100'000);
    for (Purchase& purchase : purchases)
      purchase = {ago + random.between(0, 20 * hours), static_cast<double>(random.between(1, 15)) / 1024};
    return user_with(purchases);
  }
};

TEST_F(Many, CountsEachSegment) {
  expect_counts(few(), few(), few(), few());
  expect_counts(few() + 10, few() + 20, few() + 30, few() + 40);
}

TEST_F(Many, CountsZerosToo) {
  expect_counts(0, few(), 0, few());
  expect_counts(few(), 0, few(), 0);
}

TEST_F(Many, CountsNobody) {
  expect_counts(0, 0, 0, 0);
  expect_counts(1, 0, 0, 0);
}

TEST_F(Many, LargeUser) {
  caller = rpc().within(patience);
  const Json user = collector(some_days(35, 80));
  const Reply now = segment(user);
  demand(ExpectationKind::result, now.call, "active", problem_term(now), now.succeeded() && now.result == "active");
  expect_result(segment(user, -some_days(120, 300)), "dormant");
}

TEST_F(Many, LargeCrowd) {
  caller = rpc().within(patience);
  const int dormant = 4'000 + few(), active = 6'000 + few();
  expect_result(counts(users(dormant, active, 0, 0)), {{"dormant", dormant}, {"active", active}});
}

}  // namespace
}  // namespace people
