#include "public/garage.hpp"

namespace garage {
namespace {

class Users : public Garage {};

TEST_F(Users, CreateStoresTheRow) {
  const Json wanted = a_user();
  const Json made = demand_object(rpc().call("create_user", wanted));
  expect_field(made, "id", wanted["id"]);
  expect_field(made, "email", wanted["email"]);
  expect_stored("users", wanted["id"], "email", wanted["email"]);
}

TEST_F(Users, StatusIsFreeByDefault) {
  const Json wanted = a_user();
  expect_field(demand_object(rpc().call("create_user", wanted)), "subscription_status", "free");
  expect_stored("users", wanted["id"], "subscription_status", "free");
}

TEST_F(Users, GivenStatusIsKept) {
  Json wanted = a_user();
  wanted["subscription_status"] = cat("pro-", random.word(4));
  expect_field(demand_object(rpc().call("create_user", wanted)), "subscription_status", wanted["subscription_status"]);
  expect_stored("users", wanted["id"], "subscription_status", wanted["subscription_status"]);
}

TEST_F(Users, ReadReturnsTheUser) {
  const Json made = given_user();
  given_user();
  const Json got = demand_object(rpc().call("get_user", by_id(made)));
  for (const char* field : {"id", "email"}) expect_field(got, field, made[field]);
  expect_field(got, "subscription_status", "free");
}

TEST_F(Users, UnknownIsNull) {
  demand_object(rpc().given().call("get_user", by_id(given_user())));
  expect_result(rpc().call("get_user", {{"id", cat("nobody_", random.word(9))}}), nullptr);
}

TEST_F(Users, UpdateChangesWhatWasSent) {
  const Json made = given_user(), other = given_user();
  const std::string status = cat("pro-", random.word(4)), email = cat("new-", random.word(9), "@example.com");
  expect_field(demand_object(rpc().call("update_user", by_id(made, {{"subscription_status", status}}))), "subscription_status", status);
  expect_stored("users", made["id"], "subscription_status", status);
  expect_stored("users", made["id"], "email", made["email"]);
  expect_field(demand_object(rpc().call("update_user", by_id(made, {{"email", email}}))), "email", email);
  expect_stored("users", made["id"], "email", email);
  expect_stored("users", made["id"], "subscription_status", status);
  expect_stored("users", other["id"], "email", other["email"]);
}

TEST_F(Users, UpdateOfUnknownIsNull) {
  const Json fields{{"subscription_status", "pro"}};
  demand_object(rpc().given().call("update_user", by_id(given_user(), fields)));
  expect_result(rpc().call("update_user", {{"id", cat("nobody_", random.word(9))}, {"fields", fields}}), nullptr);
}

TEST_F(Users, DeleteRemovesTheRow) {
  const Json made = given_user(), other = given_user();
  demand(ExpectationKind::row, "users", made["id"], term::of("absent"), eventually([&] { return database().row("users", made["id"]).has_value(); }));
  expect_result(rpc().call("delete_user", by_id(made)), true);
  expect_no_row("users", made["id"]);
  expect_row("users", other["id"]);
  expect_result(rpc().call("delete_user", by_id(made)), false);
}

TEST_F(Users, DuplicateEmailIsRefused) {
  const Json made = given_user();
  Json second = a_user();
  second["email"] = made["email"];
  expect_error(rpc().call("create_user", second));
  expect_nothing_left("users", "id", second["id"]);
  second["email"] = cat("other-", made["email"].get<std::string>());
  demand_object(rpc().call("create_user", second));   // the program goes on
  expect_stored("users", second["id"], "email", second["email"]);
}

TEST_F(Users, DuplicateIdIsRefused) {
  const Json made = given_user();
  Json second = a_user();
  second["id"] = made["id"];
  expect_error(rpc().call("create_user", second));
  expect_stored("users", made["id"], "email", made["email"]);
  expect_nothing_left("users", "email", second["email"]);
}

TEST_F(Users, TimesAreSetAtCreation) {
  const Json made = demand_object(rpc().call("create_user", a_user()));
  for (const char* field : {"created_at", "updated_at"}) expect_field_type(made, field, "string");
  const Times times = times_of("users", made.value("id", Json()));
  const bool close = std::abs(times.updated - times.created) <= 1;
  expect(ExpectationKind::column, "users.updated_at", "created_at", close ? "created_at" : "…", close);
}

TEST_F(Users, UpdateMovesUpdatedAt) {
  const Json made = given_user();
  const auto update = [&] {
    demand_object(rpc().call("update_user", by_id(made, {{"subscription_status", cat("pro-", random.word(5))}})));
  };
  expect_updates_move("users", update, made["id"]);
}

TEST_F(Users, ReadingMovesNothing) {
  const Json made = given_user();
  const Times before = times_of("users", made["id"]);
  demand_object(rpc().call("get_user", by_id(made)));
  rpc().call("user_projects", {{"email", made["email"]}});   // whether it works is for others to tell
  expect(ExpectationKind::unchanged, "users.updated_at", nullptr, nullptr, !updated_moves("users", made["id"], before, 100ms));
}

}  // namespace
}  // namespace garage
