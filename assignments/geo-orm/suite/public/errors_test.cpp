// What must be refused, and what a refusal leaves behind. Each test shows first that the good call is accepted.
#include <algorithm>

#include "public/atlas.hpp"

namespace atlas {
namespace {

class Errors : public Atlas {
 protected:
  static std::size_t rows(const std::string& table) { return database().count(table); }

  /// `good` is accepted; with `changes` the same call is refused and leaves no row.
  void expect_refused(const std::string& function, const std::string& table, const Json& good, const Json& changes) {
    Json bad = good;
    bad.update(changes);
    const std::size_t before = rows(table);
    expect_error(rpc().call(function, bad));
    const std::size_t after = rows(table);
    expect(ExpectationKind::rows, table, before, after, before == after);
    demand_object(rpc().call(function, good));
  }
};

TEST_F(Errors, DuplicateEmail) {
  const Place place = given_place();
  const Json first = given_user(place.address);
  expect_refused("create_user", "users", a_user(place.address), {{"email", first["email"]}});
}

TEST_F(Errors, DuplicateUsername) {
  const Place place = given_place();
  const Json first = given_user(place.address);
  expect_refused("create_user", "users", a_user(place.address), {{"username", first["username"]}});
}

TEST_F(Errors, DuplicateCountry) {
  const Json first = given_country();
  expect_refused("create_country", "countries", a_country(), {{"name", first["name"]}});
  expect_refused("create_country", "countries", a_country(), {{"code", first["code"]}});
}

TEST_F(Errors, UnknownAddress) {
  const Place place = given_place();
  expect_refused("create_user", "users", a_user(place.address), {{"address_id", unknown_id()}});
}

TEST_F(Errors, UnknownCityOrCountry) {
  const Place place = given_place();
  expect_refused("create_city", "cities", a_city(place.country), {{"country_id", unknown_id()}});
  expect_refused("create_address", "addresses", an_address(place.city), {{"city_id", unknown_id()}});
}

TEST_F(Errors, FailedUpdateChangesNothing) {
  const Place place = given_place();
  const Json taken = given_user(place.address);
  const Json wanted = a_user(place.address);
  const Json made = given("create_user", wanted);
  Json fields = a_user(given_place().address, {{"username", taken["username"]}});
  expect_error(rpc().call("update_user", {{"id", made["id"]}, {"fields", fields}}));
  expect_row("users", made, wanted);
  fields["username"] = a_user(place.address)["username"];
  expect_result(rpc().call("update_user", {{"id", made["id"]}, {"fields", fields}}), fields);
}

TEST_F(Errors, GoesOnAfterAnError) {
  const Place place = given_place();
  const Json user = given_user(place.address);
  const Json again = a_user(place.address, {{"email", user["email"]}});
  const Json id{{"id", user["id"]}};
  const auto replies = rpc().in_a_row({{"create_user", again}, {"get_user", id}, {"create_user", a_user(place.address)}, {"get_user", id}});
  expect_error(replies[0]);
  expect_result(replies[1], {{"username", user["username"]}});
  demand_object(replies[2]);
  expect_result(replies[3], {{"username", user["username"]}});
}

TEST_F(Errors, DatabaseGone) {
  const Json user = given_user(given_place().address);
  const Json id{{"id", user["id"]}};
  demand_object(rpc().given().call("get_user", id));
  tap(Service::postgres).refuse();
  expect_error(rpc().call("get_user", id));
  tap(Service::postgres).restore();
  const bool back = eventually([&] { return rpc().call("get_user", id).succeeded(); }, 10s);
  expect(ExpectationKind::recovers, "get_user", term::of("at_most", 10), term::of("not_recovered"), back);
}

TEST_F(Errors, TwoAtOnce) {
  const Place place = given_place();
  const Json known{{"id", given_user(place.address)["id"]}};
  // Slow answers make both calls look before either writes. The first pair opens the connections that the second one uses.
  tap(Service::postgres).delay(60ms);
  for (const Reply& reply : rpc().given().together({{"get_user", known}, {"get_user", known}})) demand_object(reply);
  const Json first = a_user(place.address);
  const Json second = a_user(place.address, {{"email", first["email"]}});
  const auto replies = rpc().race("create_user", {first, second});
  tap(Service::postgres).restore();
  const auto won = std::count_if(replies.begin(), replies.end(), [](const Reply& reply) { return reply.succeeded(); });
  expect(ExpectationKind::count, "create_user", 1, won, won == 1);
  const auto lost = std::find_if(replies.begin(), replies.end(), [](const Reply& reply) { return !reply.arrived(); });
  const bool answered = lost == replies.end();
  demand(ExpectationKind::answer, "create_user", term::of("present"), answered ? term::of("present") : problem_term(*lost), answered);
  const auto there = database().query("SELECT id FROM users WHERE email = " + database().quoted(first["email"])).size();
  expect(ExpectationKind::rows, "users", 1, there, there == 1);
}

}  // namespace
}  // namespace atlas
