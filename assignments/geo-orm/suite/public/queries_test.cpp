// The queries over several tables, on random rows. Other rows may be there: a test looks at its own.
#include <algorithm>

#include "public/atlas.hpp"

namespace atlas {
namespace {

class Queries : public Atlas {
 protected:
  /// The line of a country in users_per_country(); ends the test when there is not exactly one.
  static Json line_of(const Json& country) {
    std::vector<Json> own;
    for (const Json& line : listed("users_per_country"))
      if (line.value("country", Json()) == country["name"]) own.push_back(line);
    demand(ExpectationKind::count, country["name"], 1, own.size(), own.size() == 1);
    return own.front();
  }
  std::vector<Json> given_users(const Json& address, const std::vector<std::int64_t>& scores) {
    std::vector<Json> users;
    for (const std::int64_t score : scores) users.push_back(given_user(address, {{"profile_score", score}}));
    return users;
  }
  void given_many(const std::string& function, const std::vector<Json>& params, std::vector<Json>& made);
  void given_crowd(std::size_t users, std::size_t addresses);
};

/// Many rows in a row on one connection.
void Queries::given_many(const std::string& function, const std::vector<Json>& params, std::vector<Json>& made) {
  std::vector<Call> calls;
  for (const Json& one : params) calls.push_back({function, one});
  for (const Reply& reply : rpc().given().within(60s).in_a_row(calls)) made.push_back(known_row(demand_object(reply), params[made.size()]));
}

/// Users at so many addresses, each address in a city of its own, all cities in two countries.
void Queries::given_crowd(std::size_t users, std::size_t addresses) {
  const Json countries[] = {given_country(), given_country()};
  std::vector<Json> params, cities, streets, people;
  for (std::size_t i = 0; i < addresses; ++i) params.push_back(a_city(countries[i % 2]));
  given_many("create_city", params, cities);
  params.clear();
  for (const Json& city : cities) params.push_back(an_address(city));
  given_many("create_address", params, streets);
  params.clear();
  for (std::size_t i = 0; i < users; ++i) params.push_back(a_user(streets[i % addresses]));
  given_many("create_user", params, people);
}

TEST_F(Queries, CitiesByCountry) {
  const Json country = given_country(), other = given_country();
  std::vector<std::string> wanted;
  for (int i = 0; i < 4; ++i) wanted.push_back(a_name());
  std::sort(wanted.begin(), wanted.end());
  for (const std::size_t i : {2u, 3u, 1u, 0u}) given("create_city", {{"name", wanted[i]}, {"country_id", country["id"]}});
  const std::string elsewhere = given_city(other)["name"];
  const Reply reply = rpc().call("cities_by_country");
  const Json& catalogue = demand_object(reply);
  expect_field(catalogue, country["name"], wanted);
  expect_field(catalogue, other["name"], Json::array({elsewhere}));
}

TEST_F(Queries, CountryWithoutCities) {
  const Json country = given_country(), other = given_country();
  const std::string city = given_city(other)["name"];
  const Reply reply = rpc().call("cities_by_country");
  expect_field(demand_object(reply), other["name"], Json::array({city}));
  expect_field(demand_object(reply), country["name"], Json::array());
}

TEST_F(Queries, UsersInCountry) {
  const Place here = given_place(), there = given_place();
  const Json second = given_address(given_city(here.country));
  const Json a = given_user(here.address), b = given_user(second), c = given_user(there.address);
  const auto found = listed("users_in_country", {{"name", here.country["name"]}});
  expect_users(found, {a, b}, {a, b, c});
  for (const Json& user : found)
    if (user.value("username", Json()) == a["username"]) expect_fields(user, {{"id", a["id"]}, {"email", a["email"]}, {"full_name", a["full_name"]}});
}

TEST_F(Queries, UsersInCity) {
  const Place place = given_place();
  const Json second = given_address(place.city), elsewhere = given_address(given_city(place.country));
  const Json a = given_user(place.address), b = given_user(second), c = given_user(elsewhere);
  expect_users(listed("users_in_city", {{"name", place.city["name"]}}), {a, b}, {a, b, c});
}

TEST_F(Queries, TwoCitiesOfOneName) {
  const Place place = given_place();
  const Json abroad = given_country();
  const Json namesake = given("create_city", {{"name", place.city["name"]}, {"country_id", abroad["id"]}});
  const Json a = given_user(place.address), b = given_user(given_address(namesake));
  expect_users(listed("users_in_city", {{"name", place.city["name"]}}), {a, b}, {a, b});
  expect_users(listed("users_in_country", {{"name", abroad["name"]}}), {b}, {a, b});
}

TEST_F(Queries, NobodyInAnUnknownPlace) {
  const Place place = given_place();
  const Json user = given_user(place.address);
  for (const auto& [function, known] : {std::pair("users_in_country", place.country), std::pair("users_in_city", place.city)}) {
    expect_users(listed(function, {{"name", known["name"]}}), {user}, {user});
    expect_result(rpc().call(function, {{"name", a_name() + "ia"}}), Json::array());
  }
}

TEST_F(Queries, TopIsStrictlyAbove) {
  const std::int64_t score = random.between(100, 900);
  const auto users = given_users(given_place().address, {score, score + 1, score - 1, score + 50});
  expect_users(listed("top_users", {{"min_score", score}, {"limit", 1000}}), {users[1], users[3]}, users);
}

TEST_F(Queries, TopIsDescending) {
  const std::int64_t score = random.between(100, 900);
  const auto users = given_users(given_place().address, {score + 20, score + 70, score + 5, score + 1000, score + 90});
  const auto found = listed("top_users", {{"min_score", score}, {"limit", 1000}});
  expect_order(found, {users[3], users[4], users[1], users[0], users[2]}, users);
}

TEST_F(Queries, TopBreaksTiesByUsername) {
  const Json address = given_place().address;
  const std::int64_t score = random.between(100, 900);
  std::vector<Json> users;
  for (const char* first : {"m", "c", "x", "a", "q"})
    users.push_back(given_user(address, {{"profile_score", score}, {"username", cat(first, random.word(8))}}));
  const auto found = listed("top_users", {{"min_score", score - 1}, {"limit", 1000}});
  expect_order(found, {users[3], users[1], users[0], users[4], users[2]}, users);
}

TEST_F(Queries, TopHasALimit) {
  const std::int64_t score = top_score();
  const auto users = given_users(given_place().address, {score + 3, score + 9, score + 1, score + 7, score + 5});
  const auto found = listed("top_users", {{"min_score", score}, {"limit", 3}});
  expect_count("top_users", 3, found.size());
  expect_users(found, {users[1], users[3], users[4]}, users);
}

TEST_F(Queries, TopHasDefaults) {
  const Json address = given_place().address;
  const std::int64_t score = top_score();
  std::vector<std::int64_t> scores{80, 81};
  for (int i = 1; i <= 10; ++i) scores.push_back(score + i);
  const auto users = given_users(address, scores);
  expect_users(listed("top_users", {{"limit", 1000}}), {users.begin() + 1, users.end()}, users);
  expect_count("top_users", 10, listed("top_users").size());
}

TEST_F(Queries, CountsUsersPerCountry) {
  const Place place = given_place(), other = given_place();
  const Json street = given_address(given_city(place.country));
  given_address(place.city);  // an address where nobody lives is nobody
  given_users(place.address, {10, 21});
  given_users(street, {50});
  given_users(other.address, {7});
  expect_field(line_of(place.country), "count", 3);
  expect_field(line_of(other.country), "count", 1);
}

TEST_F(Queries, AveragesScoresPerCountry) {
  const Place place = given_place();
  const std::int64_t score = random.between(1, 300);
  given_users(place.address, {score, score + 1});
  given_users(given_address(given_city(place.country)), {score + 3});
  const Json line = line_of(place.country);
  expect_near(ExpectationKind::field, "average", static_cast<double>(score) + 4.0 / 3, line.value("average", Json()), 0.01);
}

TEST_F(Queries, MostUsersFirst) {
  const Place few = given_place(), many = given_place(), some = given_place();
  given_users(few.address, {1});
  given_users(many.address, {1, 2, 3});
  given_users(some.address, {1, 2});
  std::vector<Json> order;
  for (const Json& line : listed("users_per_country"))
    for (const Place* place : {&few, &many, &some})
      if (line.value("country", Json()) == place->country["name"]) order.push_back(line["country"]);
  const std::vector<Json> wanted{many.country["name"], some.country["name"], few.country["name"]};
  expect(ExpectationKind::order, "count", wanted, order, order == wanted);
}

TEST_F(Queries, CountriesWithoutUsers) {
  const Place place = given_place();
  const Json empty = given_country();
  given_users(place.address, {40});
  expect_fields(line_of(place.country), {{"count", 1}, {"average", 40}});
  for (const Json& country : {empty, given_place().country}) {
    const Json line = line_of(country);
    expect_field(line, "count", 0);
    expect_field(line, "average", nullptr);
  }
}

TEST_F(Queries, ShowsWhereUsersLive) {
  const Place place = given_place(), other = given_place();
  const Json a = given_user(place.address), b = given_user(other.address);
  const auto found = listed("users_with_location");
  expect_users(found, {a, b}, {a, b});
  for (const Json& user : found)
    for (const auto& [who, where] : {std::pair(a, place), std::pair(b, other)})
      if (user.value("username", Json()) == who["username"])
        expect_fields(user, {{"street", where.address["street"]}, {"city", where.city["name"]}, {"country", where.country["name"]}});
}

TEST_F(Queries, FewStatements) {
  const auto ask = [] { demand_array(rpc().call("users_with_location")); };
  given_crowd(5, 5);
  ask();
  const Statements few = tap(Service::postgres).during(ask);
  expect_statements_at_most(10, "users_with_location, 5", few);
  given_crowd(200, 20);
  ask();
  expect_statements_at_most(std::min<std::int64_t>(10, few.count + 2), "users_with_location, 200", tap(Service::postgres).during(ask));
}

}  // namespace
}  // namespace atlas
