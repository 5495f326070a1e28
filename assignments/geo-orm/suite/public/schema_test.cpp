// The tables that create_tables() made, read from PostgreSQL's catalogue. Only what the statement writes down is asked for.
#include <algorithm>

#include "public/atlas.hpp"
#include "testkit/catalogue.hpp"

namespace atlas {
namespace {

class Schema : public Atlas {
 protected:
  static void expect_key(const Table& table, const std::string& name, const std::string& column) {
    const bool there = table.has_key({column});
    expect(ExpectationKind::key, cat(name, ".", column), term::of("present"), term::of("absent"), there);
  }
  static void expect_mandatory(const Column& column) {
    expect(ExpectationKind::column, column.name + ".not_null", true, column.not_null, column.not_null);
  }
  static void expect_id(const Table& table) {
    table.demand_column("id", types::whole);
    const auto key = table.primary_key();
    expect(ExpectationKind::key, "id", term::of("present"), key.empty() ? term::of("absent") : Json(key), key == std::vector<std::string>{"id"});
  }

  struct Link {
    const char *table, *column, *target;
  };
  static constexpr Link links[] = {{"cities", "country_id", "countries"}, {"addresses", "city_id", "cities"}, {"users", "address_id", "addresses"}};
};

TEST_F(Schema, Countries) {
  const Table countries("countries");
  expect_id(countries);
  expect_mandatory(countries.demand_text("name", 100));
  expect_mandatory(countries.demand_text("code", 8));
  countries.demand_column("population", types::whole);
  countries.demand_column("gdp_per_capita", types::number);
}

TEST_F(Schema, Cities) {
  const Table cities("cities");
  expect_id(cities);
  expect_mandatory(cities.demand_text("name", 100));
  cities.demand_column("country_id", types::whole);
}

TEST_F(Schema, Addresses) {
  const Table addresses("addresses");
  expect_id(addresses);
  expect_mandatory(addresses.demand_text("street", 200));
  const Column postal_code = addresses.demand_text("postal_code", 20);
  expect(ExpectationKind::column, "postal_code.not_null", false, postal_code.not_null, !postal_code.not_null);
  addresses.demand_column("city_id", types::whole);
}

TEST_F(Schema, Users) {
  const Table users("users");
  expect_id(users);
  expect_mandatory(users.demand_text("email", 255));
  expect_mandatory(users.demand_text("username", 50));
  users.demand_text("full_name", 200);
  users.demand_column("profile_score", types::number);
  users.demand_column("address_id", types::whole);
}

TEST_F(Schema, UserMarks) {
  const Table users("users");
  users.demand_column("is_deleted", {"bool"});
  users.demand_column("created_at", types::time);
}

TEST_F(Schema, CreatingAgainKeepsTheRows) {
  const Json wanted = a_country();
  const Json made = given("create_country", wanted);
  demand_result(rpc().call("create_tables"));
  expect_row("countries", made, wanted);
}

TEST_F(Schema, UniqueCountries) {
  const Table countries("countries");
  expect_key(countries, "countries", "name");
  expect_key(countries, "countries", "code");
}

TEST_F(Schema, UniqueUsers) {
  const Table users("users");
  expect_key(users, "users", "email");
  expect_key(users, "users", "username");
}

TEST_F(Schema, ForeignKeys) {
  for (const Link& link : links) {
    const auto keys = Table(link.table).foreign_keys();
    const bool there = std::find(keys.begin(), keys.end(), ForeignKey{link.column, link.target}) != keys.end();
    expect(ExpectationKind::key, cat(link.table, ".", link.column, " → ", link.target), term::of("present"), term::of("absent"), there);
  }
}

TEST_F(Schema, ForeignKeysAreMandatory) {
  for (const Link& link : links) expect_mandatory(Table(link.table).demand_column(link.column, types::whole));
}

TEST_F(Schema, ForeignKeysAreIndexed) {
  for (const Link& link : links) {
    const bool there = Table(link.table).has_index(link.column);
    expect(ExpectationKind::column, cat(link.table, ".", link.column, ".index"), term::of("present"), term::of("absent"), there);
  }
}

TEST_F(Schema, NothingIsDeletedAlong) {
  for (const Link& link : links) {
    const std::string rule = Table(link.table).on_delete(link.column);
    expect(ExpectationKind::key, cat(link.table, ".", link.column, " ON DELETE"), "refused", rule.empty() ? term::of("absent") : Json(rule),
           rule == "refused");
  }
}

}  // namespace
}  // namespace atlas
