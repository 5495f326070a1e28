// Rows that are made, read and changed, seen from both sides: what a function gives and what lies in the table.
#include "public/atlas.hpp"

namespace atlas {
namespace {

class Crud : public Atlas {
 protected:
  /// The function gives the new row with its id, and the row is in the table.
  void expect_created(const std::string& function, const std::string& table, const Json& wanted) {
    const Reply reply = rpc().call(function, wanted);
    expect_fields(demand_object(reply), wanted);
    expect_row(table, known_row(reply.result, wanted), wanted);
  }
};

TEST_F(Crud, CreatesACountry) { expect_created("create_country", "countries", a_country()); }

TEST_F(Crud, CreatesACity) { expect_created("create_city", "cities", a_city(given_country())); }

TEST_F(Crud, CreatesAnAddress) {
  const Json city = given_city(given_country());
  expect_created("create_address", "addresses", an_address(city));
  const Json wanted{{"street", a_name()}, {"city_id", city["id"]}};
  const Reply reply = rpc().call("create_address", wanted);
  expect_row("addresses", known_row(demand_object(reply), wanted), {{"street", wanted["street"]}, {"city_id", city["id"]}, {"postal_code", nullptr}});
}

TEST_F(Crud, CreatesAUser) {
  const Place place = given_place();
  expect_created("create_user", "users", a_user(place.address));
  expect_created("create_user", "users", a_user(place.address));  // several users may live at one address
}

TEST_F(Crud, FillsInDefaults) {
  Json wanted = a_user(given_place().address);
  wanted.erase("profile_score");
  const Reply reply = rpc().call("create_user", wanted);
  expect_field(demand_object(reply), "profile_score", 0);
  expect_row("users", known_row(reply.result, wanted), {{"profile_score", 0}, {"is_deleted", "f"}});
}

TEST_F(Crud, NotesWhenAUserWasCreated) {
  const Place place = given_place();
  const auto created_at = [&]() -> std::string {
    const auto row = database().row("users", given_user(place.address)["id"]);
    if (!row || !row->contains("created_at")) return "";
    return row->at("created_at").value_or("");
  };
  const std::string first = created_at();
  demand(ExpectationKind::row, "users.created_at", term::of("present"), term::of("absent"), !first.empty());
  const auto second = [] { return database().query("SELECT date_trunc('second', clock_timestamp())::text AS now").at(0).at("now"); };
  bool moves = created_at() > first;
  if (!moves) {   // Of a clock that counts whole seconds, a user of the next one shows it.
    eventually([&, before = second()] { return second() != before; });
    moves = created_at() > first;
  }
  expect(ExpectationKind::count, "created_at", term::of("at_least", 2), moves ? 2 : 1, moves);
}

TEST_F(Crud, KeepsCyrillic) {
  const Json user = given_user(given_place().address, {{"full_name", cat("Ґалаґан Їжаков-Ёлкин № ", random.digits(4))}});
  expect_result(rpc().call("get_user", {{"id", user["id"]}}), {{"full_name", user["full_name"]}});
}

TEST_F(Crud, ReadsAUser) {
  const Place place = given_place();
  const Json wanted = a_user(place.address);
  const Json made = given("create_user", wanted);
  given_user(place.address);
  const Reply reply = rpc().call("get_user", {{"id", made["id"]}});
  expect_fields(demand_object(reply), wanted);
  expect_field(demand_object(reply), "id", made["id"]);
}

TEST_F(Crud, UnknownUserIsNull) {
  const Json user = given_user(given_place().address);
  expect_result(rpc().given().call("get_user", {{"id", user["id"]}}), {{"id", user["id"]}});
  expect_result(rpc().call("get_user", {{"id", unknown_id()}}), nullptr);
}

TEST_F(Crud, UpdatesEveryField) {
  const Json made = given_user(given_place().address);
  const Json neighbour = a_user(given_place().address);
  const Json bystander = given("create_user", neighbour);
  const Json wanted = a_user(given_place().address);
  const Reply reply = rpc().call("update_user", {{"id", made["id"]}, {"fields", wanted}});
  expect_fields(demand_object(reply), wanted);
  expect_row("users", made, wanted);
  expect_row("users", bystander, neighbour);
}

TEST_F(Crud, UpdateKeepsTheOtherFields) {
  Json wanted = a_user(given_place().address);
  const Json made = given("create_user", wanted);
  wanted["full_name"] = a_name();
  demand_object(rpc().call("update_user", {{"id", made["id"]}, {"fields", {{"full_name", wanted["full_name"]}}}}));
  expect_row("users", made, wanted);
  wanted["profile_score"] = 0;
  demand_object(rpc().call("update_user", {{"id", made["id"]}, {"fields", {{"profile_score", 0}}}}));
  expect_row("users", made, wanted);
}

TEST_F(Crud, UpdateOfAnUnknownUserIsNull) {
  const Json user = given_user(given_place().address);
  const Json fields{{"full_name", a_name()}};
  expect_result(rpc().given().call("update_user", {{"id", user["id"]}, {"fields", fields}}), fields);
  expect_result(rpc().call("update_user", {{"id", unknown_id()}, {"fields", fields}}), nullptr);
}

TEST_F(Crud, RowsOutliveTheProgram) {
  const Json wanted = a_user(given_place().address);
  const Json made = given("create_user", wanted);
  expect_row("users", made, wanted);
  roles("rpc").restart();
  expect_result(rpc().call("get_user", {{"id", made["id"]}}), wanted);
}

}  // namespace
}  // namespace atlas
