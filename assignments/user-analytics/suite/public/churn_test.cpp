// predict_churn on users with one purchase. The values are those of the task's formula; the lesson prints other ones beside it.
#include "public/people.hpp"

namespace people {
namespace {

class Churn : public People {
 protected:
  void expect_churn(std::int64_t ago) {
    expect_near(churn(user_with({ago, whole_amount(10, 900)})), churn_after(static_cast<double>(ago / days)), exactly);
  }
};

/// The shape alone, which a wrong scale or base keeps.
TEST_F(Churn, HalfAfter30Days) {
  const auto risk = [&](std::int64_t ago) { return demand_number(churn(user_with({ago, 50}))); };
  expect_near(churn(user_with({30 * days, 50})), 50, exactly);
  const double soon = risk(some_days(1, 20)), late = risk(some_days(55, 90));
  expect(ExpectationKind::result, "predict_churn", term::of("below", 50), soon, soon < 50);
  expect(ExpectationKind::result, "predict_churn", term::of("above", 50), late, late > 50);
}

TEST_F(Churn, DaysOfTheLesson) {
  for (const int after : {5, 15, 30, 45, 60}) expect_churn(after * days);
}

TEST_F(Churn, AnyDays) {
  expect_churn(0);
  for (int i = 0; i < 5; ++i) expect_churn(some_days(1, 150));
}

TEST_F(Churn, CountsWholeDays) {
  expect_churn(some_days(1, 60) + random.between(1, 23) * hours);
  expect_churn(some_days(1, 60) - 1);
}

}  // namespace
}  // namespace people
