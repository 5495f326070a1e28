// A deleted user keeps the row and is seen nowhere. Each test has another user beside the deleted one, who is seen.
#include "public/atlas.hpp"

namespace atlas {
namespace {

class SoftDelete : public Atlas {
 protected:
  static Reply remove(const Json& user) { return rpc().call("soft_delete_user", {{"id", user.at("id")}}); }
};

TEST_F(SoftDelete, KeepsTheRow) {
  const Place place = given_place();
  const Json wanted = a_user(place.address), other = a_user(place.address);
  const Json made = given("create_user", wanted), neighbour = given("create_user", other);
  expect_result(remove(made), true);
  eventually([&] { return database().query(cat("SELECT id FROM users WHERE is_deleted AND username = ",
                                               database().quoted(wanted["username"]))).size() == 1; });
  expect_row("users", made, {{"email", wanted["email"]}, {"full_name", wanted["full_name"]}, {"is_deleted", "t"}});
  expect_row("users", neighbour, {{"email", other["email"]}, {"is_deleted", "f"}});
}

TEST_F(SoftDelete, AnswersFalseForNobody) {
  const Json user = given_user(given_place().address);
  expect_result(remove(user), true);
  expect_result(remove(user), false);
  expect_result(rpc().call("soft_delete_user", {{"id", unknown_id()}}), false);
}

TEST_F(SoftDelete, HiddenFromGetUser) {
  const Place place = given_place();
  const Json gone = given_deleted_user(place.address), user = given_user(place.address);
  expect_result(rpc().call("get_user", {{"id", gone["id"]}}), nullptr);
  expect_result(rpc().call("get_user", {{"id", user["id"]}}), {{"username", user["username"]}});
}

TEST_F(SoftDelete, CannotBeUpdated) {
  const Place place = given_place();
  const Json wanted = a_user(place.address);
  const Json gone = given("create_user", wanted), user = given_user(place.address);
  const Json fields{{"full_name", a_name()}};
  expect_result(rpc().given().call("update_user", {{"id", user["id"]}, {"fields", fields}}), fields);
  expect_result(remove(gone), true);
  expect_result(rpc().call("update_user", {{"id", gone["id"]}, {"fields", fields}}), nullptr);
  expect_row("users", gone, wanted);
}

TEST_F(SoftDelete, HiddenFromUsersInCountry) {
  const Place place = given_place();
  const Json gone = given_deleted_user(place.address), user = given_user(place.address);
  expect_users(listed("users_in_country", {{"name", place.country["name"]}}), {user}, {user, gone});
}

TEST_F(SoftDelete, HiddenFromUsersInCity) {
  const Place place = given_place();
  const Json gone = given_deleted_user(place.address), user = given_user(place.address);
  expect_users(listed("users_in_city", {{"name", place.city["name"]}}), {user}, {user, gone});
}

TEST_F(SoftDelete, HiddenFromTopUsers) {
  const Place place = given_place();
  const std::int64_t score = top_score();
  const Json gone = given_deleted_user(place.address, {{"profile_score", score + 2}});
  const Json user = given_user(place.address, {{"profile_score", score + 1}});
  // With a limit of 1 a program that hides the deleted one only after the limit shows nobody.
  expect_users(listed("top_users", {{"min_score", score}, {"limit", 1}}), {user}, {user, gone});
}

TEST_F(SoftDelete, NotCountedPerCountry) {
  const Place place = given_place();
  given_user(place.address, {{"profile_score", 10}});
  given_user(place.address, {{"profile_score", 30}});
  given_deleted_user(place.address, {{"profile_score", 800}});
  std::vector<Json> own;
  for (const Json& line : listed("users_per_country"))
    if (line.value("country", Json()) == place.country["name"]) own.push_back(line);
  demand(ExpectationKind::count, place.country["name"], 1, own.size(), own.size() == 1);
  expect_fields(own.front(), {{"count", 2}, {"average", 20}});
}

TEST_F(SoftDelete, HiddenFromUsersWithLocation) {
  const Place place = given_place();
  const Json gone = given_deleted_user(place.address), user = given_user(place.address);
  expect_users(listed("users_with_location"), {user}, {user, gone});
}

TEST_F(SoftDelete, RestoreBringsBack) {
  const Place place = given_place();
  const Json wanted = a_user(place.address);
  const Json user = given("create_user", wanted), other = given_deleted_user(place.address);
  const Json id{{"id", user["id"]}};
  expect_result(remove(user), true);
  expect_result(rpc().given().call("get_user", id), nullptr);
  expect_result(rpc().call("restore_user", id), wanted);
  expect_result(rpc().call("get_user", id), wanted);
  expect_users(listed("users_in_city", {{"name", place.city["name"]}}), {user}, {user, other});
}

TEST_F(SoftDelete, RestoreOfAnUnknownUserIsNull) {
  const Json user = given_deleted_user(given_place().address);
  expect_result(rpc().given().call("restore_user", {{"id", user["id"]}}), {{"username", user["username"]}});
  expect_result(rpc().call("restore_user", {{"id", unknown_id()}}), nullptr);
}

TEST_F(SoftDelete, EmailStaysTaken) {
  const Place place = given_place();
  const Json gone = given_deleted_user(place.address);
  expect_result(rpc().given().call("get_user", {{"id", gone["id"]}}), nullptr);
  expect_error(rpc().call("create_user", a_user(place.address, {{"email", gone["email"]}})));
  demand_object(rpc().call("create_user", a_user(place.address)));
}

}  // namespace
}  // namespace atlas
