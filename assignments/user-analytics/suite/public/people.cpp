#include "public/people.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>

namespace people {

std::string People::time(std::int64_t ago) const {
  const std::time_t moment = now_ - ago;
  std::tm parts{};
  ::gmtime_r(&moment, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

Json People::newcomer(std::int64_t registered_ago) {
  return {{"user_id", random.between(1, 1'000'000)}, {"registration_date", time(registered_ago)}, {"purchases", Json::array()}};
}

Json People::user_with(const std::vector<Purchase>& purchases) {
  std::int64_t first = 0;
  for (const Purchase& purchase : purchases) first = std::max(first, purchase.ago);
  Json user = newcomer(first + some_days(1, 400));
  for (const Purchase& purchase : purchases)
    user["purchases"].push_back({{"date", time(purchase.ago)}, {"amount", purchase.amount}});
  return user;
}

double churn_after(double days_since) { return 100 / (1 + std::exp(-(days_since - 30) / 20)); }

void expect_differs(const Reply& one, const Reply& other) {
  demand_result(one);
  const bool differs = other.succeeded() && !same_value(one.result, other.result);
  expect(ExpectationKind::result, other.call, term::of("not", one.result), problem_term(other), differs);
}

}  // namespace people
