// What the groups of this suite share: users with purchases at chosen distances from a moment that the test draws. No clock is read:
// everything is a function of the user and of `now`.
#pragma once

#include <string>
#include <vector>

#include "testkit/testkit.hpp"

namespace people {

using namespace assay::testkit;  // NOLINT: a suite speaks the testkit's language
using assay::ExpectationKind;
using assay::Json;
using assay::cat;
namespace testkit = assay::testkit;

inline constexpr std::int64_t hours = 3600, days = 24 * hours;  // in seconds
inline constexpr double exactly = 1e-6;                         // as the task says

struct Purchase {
  std::int64_t ago = 0;   ///< seconds before `now`; negative: after it
  double amount = 0;
};

/// A group whose tests call the running program.
class People : public testing::Test {
 protected:
  void SetUp() override { roles("rpc").ensure(); }

  /// A user with these purchases, in this order. Registered before the first of them.
  Json user_with(const std::vector<Purchase>& purchases);
  Json user_with(Purchase purchase) { return user_with(std::vector{purchase}); }
  /// A user who registered so long ago and has bought nothing.
  Json newcomer(std::int64_t registered_ago);
  /// "2011-04-05T06:07:08Z"
  std::string time(std::int64_t ago) const;
  double whole_amount(std::int64_t low, std::int64_t high) { return static_cast<double>(random.between(low, high)); }
  std::int64_t some_days(std::int64_t low, std::int64_t high) { return random.between(low, high) * days; }

  /// `now_ago`: asked at another moment than the test's.
  Reply segment(const Json& user, std::int64_t now_ago = 0) const { return ask("segment_user", user, now_ago); }
  Reply churn(const Json& user) const { return ask("predict_churn", user); }
  Reply profile(const Json& user) const { return ask("profile", user); }
  Reply ltv(const Json& user) const { return caller.call("estimate_ltv", {{"user", user}}); }
  Reply counts(const Json& users) const { return caller.call("segment_many", {{"users", users}, {"now", time(0)}}); }

  Random random;
  Rpc caller = rpc();

 private:
  Reply ask(const char* function, const Json& user, std::int64_t now_ago = 0) const {
    return caller.call(function, {{"user", user}, {"now", time(now_ago)}});
  }

  // Far from the clock of any machine that grades, so that a program that looks at it is seen.
  const std::int64_t now_ = random.between(1'041'379'200, 1'514'764'800);  // 2003 to 2017
};

/// What the task's formula gives for so many days.
double churn_after(double days_since);

/// Two answers of a function that have to differ.
void expect_differs(const Reply& one, const Reply& other);

}  // namespace people
