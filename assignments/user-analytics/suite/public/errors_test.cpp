// Malformed users: an error, and a program that goes on. Each test shows first that the good user is accepted.
#include "public/people.hpp"

namespace people {
namespace {

class Errors : public People {
 protected:
  /// `break_it` makes a bad user of a good one.
  template <class Break>
  void expect_refused(Break break_it) {
    const Json good = user_with({{some_days(40, 80), 300}, {some_days(40, 80), 50}});
    Json bad = good;
    break_it(bad);
    expect_result(profile(good), {{"segment", "active"}});
    expect_error(profile(bad));
    expect_result(profile(good), {{"segment", "active"}});
  }
};

TEST_F(Errors, DateThatIsNone) {
  expect_refused([](Json& user) { user["purchases"][0]["date"] = "the day before yesterday"; });
}

TEST_F(Errors, AmountThatIsNoNumber) {
  expect_refused([](Json& user) { user["purchases"][1]["amount"] = "a lot"; });
}

TEST_F(Errors, MissingPurchases) {
  expect_refused([](Json& user) { user.erase("purchases"); });
}

TEST_F(Errors, PurchaseWithoutAmount) {
  expect_refused([](Json& user) { user["purchases"][1].erase("amount"); });
}

}  // namespace
}  // namespace people
