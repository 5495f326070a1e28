#include "public/atlas.hpp"

#include <algorithm>

namespace atlas {
namespace {

std::string name_of(const Json& user) { return user.value("username", Json()).is_string() ? user["username"].get<std::string>() : ""; }

/// User names in their order, of `own` users only.
std::vector<std::string> names_of(const std::vector<Json>& users, const std::vector<Json>& own) {
  std::vector<std::string> names;
  for (const Json& user : users) {
    const std::string name = name_of(user);
    if (std::any_of(own.begin(), own.end(), [&](const Json& one) { return name_of(one) == name; })) names.push_back(name);
  }
  return names;
}

}  // namespace

std::string Atlas::a_name() {
  std::string name = random.word(9);
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

Json Atlas::a_country() {
  return {{"name", a_name()},
          {"code", cat(static_cast<char>('A' + random.between(0, 25)), random.digits(6))},
          {"population", random.between(10'000, 1'400'000'000)},
          {"gdp_per_capita", random.between(500, 120'000)}};
}

Json Atlas::a_city(const Json& country) { return {{"name", a_name()}, {"country_id", country.at("id")}}; }

Json Atlas::an_address(const Json& city) {
  return {{"street", cat("вулиця ", a_name(), ", ", random.between(1, 200))},
          {"city_id", city.at("id")},
          {"postal_code", random.digits(5)}};
}

Json Atlas::a_user(const Json& address, const Json& changes) {
  static const std::vector<std::string> names{"Олена", "Іван", "Софія", "Фёдор", "Ґалаґан", "Юлія", "Marko"};
  const std::string username = cat(random.word(8), "_", random.digits(4));
  Json user{{"email", username + "@example.com"},
            {"username", username},
            {"full_name", cat(random.one_of(names), " ", a_name())},
            {"address_id", address.at("id")},
            {"profile_score", random.between(1, 1000)}};
  user.update(changes);
  return user;
}

Json Atlas::given(const std::string& function, const Json& params) {
  const Reply reply = rpc().given().call(function, params);
  return known_row(demand_object(reply), params);
}

Json Atlas::given_deleted_user(const Json& address, const Json& changes) {
  const Json user = given_user(address, changes);
  demand_result(rpc().given().call("soft_delete_user", {{"id", user["id"]}}));
  return user;
}

Place Atlas::given_place() {
  const Json country = given_country();
  const Json city = given_city(country);
  return {country, city, given_address(city)};
}

std::int64_t Atlas::top_score() {
  const auto rows = database().query("SELECT pg_catalog.max(profile_score)::bigint AS top FROM users");
  return std::stoll(rows.at(0).at("top").value_or("0")) + random.between(100, 999);
}

Json known_row(const Json& answer, const Json& params) {
  const bool known = !id_of(answer).empty();
  demand(ExpectationKind::field, "id", term::of("present"), term::of("absent"), known);
  Json row = params;
  row["id"] = answer["id"];
  return row;
}

void expect_row(const std::string& table, const Json& made, const Json& wanted) {
  std::optional<Row> row;
  eventually([&] { return (row = database().row(table, made.at("id"))).has_value(); });
  demand(ExpectationKind::row, table, made.at("id"), row ? term::of("present") : term::of("absent"), row.has_value());
  for (const auto& [column, value] : wanted.items()) {
    const auto found = row->find(column);
    const Json got = found == row->end() || !found->second ? Json() : Json(*found->second);
    expect(ExpectationKind::row, cat(table, ".", column), value, got, same_value(value, got));
  }
}

std::vector<Json> listed(const std::string& function, const Json& params) {
  const Reply reply = rpc().call(function, params);
  std::vector<Json> found;
  for (const Json& one : demand_array(reply))
    if (one.is_object()) found.push_back(one);
  return found;
}

void expect_users(const std::vector<Json>& found, const std::vector<Json>& wanted, const std::vector<Json>& own) {
  const std::vector<std::string> there = names_of(found, own), should = names_of(wanted, own);
  for (const Json& user : own) {
    const std::string name = name_of(user);
    const auto expected = std::count(should.begin(), should.end(), name), got = std::count(there.begin(), there.end(), name);
    if (expected == 1 && got > 1) expect(ExpectationKind::count, name, expected, got, false);
    else expect(ExpectationKind::element, name, term::of(expected ? "present" : "absent"), term::of(got ? "present" : "absent"), expected == got);
  }
}

void expect_order(const std::vector<Json>& found, const std::vector<Json>& wanted, const std::vector<Json>& own) {
  const std::vector<std::string> there = names_of(found, own), should = names_of(wanted, own);
  expect(ExpectationKind::order, "username", should, there, there == should);
}

}  // namespace atlas
