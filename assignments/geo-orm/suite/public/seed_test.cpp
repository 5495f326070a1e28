// The lesson's own rows, and its two lists as the demonstration prints them.
#include <algorithm>

#include "public/atlas.hpp"

namespace atlas {
namespace {

class Seed : public Atlas {
 protected:
  void SetUp() override {
    Atlas::SetUp();
    demand_result(rpc().call("seed"));
  }
  static constexpr const char* tables[] = {"countries", "cities", "addresses", "users"};

  static std::vector<Row> users_where(const std::string& condition) {
    return database().query(cat("SELECT u.full_name, u.email, u.username, a.street, c.name AS city, k.name AS country FROM users u"
                                " JOIN addresses a ON a.id = u.address_id JOIN cities c ON c.id = a.city_id"
                                " JOIN countries k ON k.id = c.country_id WHERE ", condition, " ORDER BY u.username COLLATE \"C\""));
  }
  static void expect_values(const Row& row, const std::map<std::string, Json>& wanted) {
    for (const auto& [column, value] : wanted)
      expect(ExpectationKind::row, column, value, row.at(column).value_or(""), same_value(value, row.at(column).value_or("")));
  }
  static std::vector<std::string> demo_lines();
};

/// The two lists of the statement, made of what the database holds, a trimmed line each.
std::vector<std::string> Seed::demo_lines() {
  std::vector<std::string> lines{"[1] Users living in Ukraine:"};
  for (const Row& user : users_where("k.name = 'Ukraine' AND NOT u.is_deleted")) {
    lines.push_back(cat("- ", user.at("full_name").value_or(""), " (", user.at("email").value_or(""), ")"));
    lines.push_back(cat("Address: ", user.at("street").value_or(""), ", ", user.at("city").value_or("")));
  }
  lines.push_back("[2] Users in Kyiv:");
  for (const Row& user : users_where("c.name = 'Kyiv' AND NOT u.is_deleted")) lines.push_back("- " + user.at("full_name").value_or(""));
  return lines;
}

TEST_F(Seed, MakesCountriesAndCities) {
  const auto rows = database().query("SELECT k.name, k.code, k.population, k.gdp_per_capita, c.name AS city FROM countries k"
                                     " JOIN cities c ON c.country_id = k.id WHERE k.name IN ('Ukraine', 'Poland')"
                                     " ORDER BY c.name COLLATE \"C\"");
  demand(ExpectationKind::rows, "cities", 3, rows.size(), rows.size() == 3);
  expect_values(rows[0], {{"city", "Kharkiv"}, {"name", "Ukraine"}, {"code", "UA"}, {"population", 40000000}, {"gdp_per_capita", 4200}});
  expect_values(rows[1], {{"city", "Kyiv"}, {"name", "Ukraine"}});
  expect_values(rows[2], {{"city", "Warsaw"}, {"name", "Poland"}, {"code", "PL"}, {"population", 38000000}, {"gdp_per_capita", 15600}});
}

TEST_F(Seed, MakesTwoUsersInKyiv) {
  const auto users = users_where("u.username IN ('ivan_data', 'maria_ml')");
  demand(ExpectationKind::rows, "users", 2, users.size(), users.size() == 2);
  expect_values(users[0], {{"full_name", "Ivan Ivanov"}, {"email", "ivan.data@example.com"}, {"street", "Khreschatyk Street"}, {"city", "Kyiv"}});
  expect_values(users[1], {{"full_name", "Mariya Petrova"}, {"email", "mariya.ml@example.com"}, {"street", "Pushkin Street"}, {"city", "Kyiv"}});
}

TEST_F(Seed, TwiceIsAsGoodAsOnce) {
  std::map<std::string, std::size_t> before;
  for (const char* table : tables) before[table] = database().count(table);
  demand(ExpectationKind::rows, "users", term::of("at_least", 2), before["users"], before["users"] >= 2);
  demand_result(rpc().call("seed"));
  for (const char* table : tables) {
    const std::size_t after = database().count(table);
    expect(ExpectationKind::rows, table, before[table], after, before[table] == after);
  }
}

TEST_F(Seed, DemoPrintsTheTwoLists) {
  const auto kyiv = database().query("SELECT id::bigint AS id FROM cities WHERE name = 'Kyiv'");
  demand(ExpectationKind::row, "cities", "Kyiv", term::of("absent"), !kyiv.empty());
  const Json address = given_address({{"id", std::stoll(kyiv.front().at("id").value_or("0"))}});
  given_user(address);          // the lists are those of the database, not two names
  given_deleted_user(address);
  const std::vector<std::string> wanted = demo_lines();
  const Ended ended = roles("demo").run_well();
  std::vector<std::string> lines;
  for (const std::string& line : assay::split(ended.output, '\n'))
    if (const std::string text(assay::trimmed(line)); !text.empty()) lines.push_back(text);
  const auto missing = std::find_if(wanted.begin(), wanted.end(), [&](const std::string& line) {
    return std::find(lines.begin(), lines.end(), line) == lines.end();
  });
  const auto found = std::search(lines.begin(), lines.end(), wanted.begin(), wanted.end());
  demand(ExpectationKind::output, "demo", term::of("contains", missing == wanted.end() ? wanted.back() : *missing),
         lines.empty() ? term::nothing() : Json(lines), found != lines.end());
  const auto next = found + static_cast<std::ptrdiff_t>(wanted.size());
  const bool more = next != lines.end() && next->starts_with("- ");
  expect(ExpectationKind::element, more ? *next : wanted.back(), more ? term::of("absent") : term::of("present"), term::of("present"), !more);
}

}  // namespace
}  // namespace atlas
