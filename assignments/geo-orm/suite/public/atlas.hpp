// What the groups of this suite share: a running program with its tables, and random rows that are made through its own functions.
#pragma once

#include <set>

#include "testkit/collection.hpp"
#include "testkit/testkit.hpp"

namespace atlas {

using namespace assay::testkit;  // NOLINT: a suite speaks the testkit's language
using assay::ExpectationKind;
using assay::Json;
using assay::cat;
using namespace std::chrono_literals;

/// A street in a city in a country, all three made for the test.
struct Place {
  Json country, city, address;
};

/// A group whose tests call the running program.
class Atlas : public testing::Test {
 protected:
  void SetUp() override {
    roles("rpc").ensure();
    demand_result(rpc().given().call("create_tables"));
  }
  Random random;

  // Parameters of the functions that create, drawn from the test's random data.
  Json a_country();
  Json a_city(const Json& country);
  Json an_address(const Json& city);
  Json a_user(const Json& address, const Json& changes = Json::object());
  /// A name of Latin letters, so that every collation sorts it alike.
  std::string a_name();
  std::int64_t unknown_id() { return random.between(1'000'000'000, 1'900'000'000); }

  // Rows made as preparation: what was sent, and the id. The test ends when that fails.
  Json given(const std::string& function, const Json& params);
  Json given_country() { return given("create_country", a_country()); }
  Json given_city(const Json& country) { return given("create_city", a_city(country)); }
  Json given_address(const Json& city) { return given("create_address", an_address(city)); }
  Json given_user(const Json& address, const Json& changes = Json::object()) { return given("create_user", a_user(address, changes)); }
  Json given_deleted_user(const Json& address, const Json& changes = Json::object());
  Place given_place();
  /// A score above those of all users, so that the next users lead every ranking.
  std::int64_t top_score();
};

/// The row as a test knows it: what was sent, with the id of the answer; ends the test when the answer has none.
Json known_row(const Json& answer, const Json& params);

/// The row appears within the two seconds that the statement allows, and each member of `wanted` is in its column.
void expect_row(const std::string& table, const Json& made, const Json& wanted);

/// The list that a function gives, with objects only; ends the test when it is none.
std::vector<Json> listed(const std::string& function, const Json& params = Json::object());

/// Of the `own` users exactly `wanted` are in `found`, each once; users are shown by their user names.
void expect_users(const std::vector<Json>& found, const std::vector<Json>& wanted, const std::vector<Json>& own);
/// The user names of the `own` users come in the order of `wanted`.
void expect_order(const std::vector<Json>& found, const std::vector<Json>& wanted, const std::vector<Json>& own);

}  // namespace atlas
