#include <gtest/gtest.h>

#include <type_traits>

#include "testkit/collection.hpp"
#include "testkit/expect.hpp"
#include "testkit/http.hpp"
#include "testkit/random.hpp"
#include "testkit/rpc.hpp"
#include "testkit/unit.hpp"

namespace assay::testkit {
namespace {

TEST(SameValue, TakesNumericTextForANumber) {
  EXPECT_TRUE(same_value(12.5, "12.50"));
  EXPECT_TRUE(same_value(12.5, 12.5));
  EXPECT_FALSE(same_value(12.5, "12.5 UAH"));
  EXPECT_FALSE(same_value(12.5, ""));
  EXPECT_FALSE(same_value(12.5, nullptr));
}

TEST(SameValue, ComparesToAHundredth) {
  EXPECT_FALSE(same_value(12.5, 12.51));
  EXPECT_TRUE(same_value(0.1 + 0.2, 0.3));
}

TEST(SameValue, TakesTextLiterally) {
  EXPECT_TRUE(same_value("Книги", "Книги"));
  EXPECT_FALSE(same_value("7", 7));
}

TEST(Random, DependsOnTheKeyAlone) {
  Random first("seed\nGroup.Test"), second("seed\nGroup.Test"), other("seed\nGroup.Other");
  for (int i = 0; i < 100; ++i) {
    const auto value = first.next();
    EXPECT_EQ(value, second.next());
    EXPECT_NE(value, other.next());
  }
}

TEST(Random, StaysWithinItsBounds) {
  Random random("bounds");
  for (int i = 0; i < 10'000; ++i) {
    const auto value = random.between(-3, 7);
    ASSERT_GE(value, -3);
    ASSERT_LE(value, 7);
  }
  EXPECT_EQ(random.digits(5).size(), 5u);
  EXPECT_NE(random.digits(5)[0], '0');
}

TEST(Random, RemembersNumbersThatNobodyWritesByChance) {
  std::vector<std::string>& drawn = unit().outcome.drawn;
  drawn.clear();
  Random random;
  random.between(1, 99'999);
  random.between(-99'999, -1);
  EXPECT_EQ(drawn, std::vector<std::string>{});
  random.between(100'000, 100'000);
  random.between(-1'234'567, -1'234'567);
  EXPECT_EQ(drawn, (std::vector<std::string>{"100000", "1234567"}));
  Random("no test").between(100'000, 999'999);
  EXPECT_EQ(drawn.size(), 2u);
  drawn.clear();
}

TEST(ExpectExactly, TakesObjectsWithAnyName) {
  const std::vector<Json> own{{{"id", 1}, {"name", nullptr}}, {{"id", 2}, {"name", 7}}, {{"id", 3}}, {{"id", 4}, {"name", "Лампа"}}};
  std::vector<Expectation>& noted = unit().outcome.expectations;
  noted.clear();
  expect_exactly(own, own, own);
  std::vector<std::string> shown;
  for (const Expectation& one : noted) shown.push_back(one.subject);
  EXPECT_EQ(shown, (std::vector<std::string>{"1", "2", "3", "Лампа"}));
  noted.clear();
}

/// What is said about an answer that nobody keeps is a value.
template <class Said>
constexpr bool is_value = !std::is_reference_v<Said>;
static_assert(is_value<decltype(demand_object(std::declval<Answer>()))> && is_value<decltype(demand_array(std::declval<Answer>()))>);
static_assert(is_value<decltype(demand_object(std::declval<Reply>()))> && is_value<decltype(demand_array(std::declval<Reply>()))>);
static_assert(is_value<decltype(demand_result(std::declval<Reply>()))> && is_value<decltype(demand_text(std::declval<Reply>()))>);

TEST(UrlEncoded, LeavesOnlyUnreservedCharacters) {
  EXPECT_EQ(url_encoded("a b&c=%_Ї"), "a%20b%26c%3D%25_%D0%87");
}

}  // namespace
}  // namespace assay::testkit
