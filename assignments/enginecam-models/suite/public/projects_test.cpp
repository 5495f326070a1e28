// Projects and cams: created, read, changed, deleted.
#include "public/garage.hpp"

namespace garage {
namespace {

class Projects : public Garage {
 protected:
  const std::vector<const char*> of_cam{"project_id", "name", "cam_type", "lift", "duration", "profile_points"};

  void expect_cam(const Json& got, const Json& wanted) {
    for (const char* field : of_cam) expect_field(got, field, wanted[field]);
  }
  void expect_moves(const std::string& table, const std::string& function, const Json& made) {
    const auto update = [&] { demand_object(rpc().call(function, by_id(made, {{"name", cat("Нова назва ", random.word(6))}}))); };
    expect_updates_move(table, update, made["id"]);
  }
};

TEST_F(Projects, ProjectIsCreated) {
  const Json wanted = a_project(given_user());
  const Json made = demand_object(rpc().call("create_project", wanted));
  expect_fields(made, wanted);
  for (const auto& [column, value] : wanted.items()) expect_stored("projects", made.value("id", Json()), column, value);
  Json plain = wanted;
  plain.erase("description");
  expect_field(demand_object(rpc().call("create_project", plain)), "description", nullptr);
}

TEST_F(Projects, ProjectIsRead) {
  const Json wanted = a_project(given_user()), made = given("create_project", wanted);
  expect_fields(demand_object(rpc().call("get_project", by_id(made))), wanted);
  expect_result(rpc().call("get_project", {{"id", 2'000'000'000}}), nullptr);
}

TEST_F(Projects, ProjectIsUpdated) {
  const Json user = given_user(), wanted = a_project(user), made = given("create_project", wanted), other = given_project(user);
  const std::string name = cat("Двигун V", random.digits(2));
  expect_field(demand_object(rpc().call("update_project", by_id(made, {{"name", name}}))), "name", name);
  expect_stored("projects", made["id"], "name", name);
  expect_stored("projects", made["id"], "description", wanted["description"]);
  expect_stored("projects", other["id"], "name", other["name"]);
}

TEST_F(Projects, ProjectIsDeleted) {
  const Json user = given_user(), made = given_project(user), other = given_project(user);
  if (!expect_row("projects", made["id"])) return;
  expect_result(rpc().call("delete_project", by_id(made)), true);
  expect_no_row("projects", made["id"]);
  expect_row("projects", other["id"]);
  expect_result(rpc().call("delete_project", by_id(made)), false);
}

TEST_F(Projects, CamIsCreated) {
  const Json wanted = a_cam(given_project(given_user()));
  const Json made = demand_object(rpc().call("create_cam", wanted));
  expect_cam(made, wanted);
  for (const char* column : {"name", "cam_type", "lift", "duration"})
    expect_stored("cams", made.value("id", Json()), column, wanted[column]);
  Json plain = wanted;
  plain.erase("profile_points");
  expect_field(demand_object(rpc().call("create_cam", plain)), "profile_points", nullptr);
}

TEST_F(Projects, CamIsRead) {
  const Json wanted = a_cam(given_project(given_user())), made = given("create_cam", wanted);
  expect_cam(demand_object(rpc().call("get_cam", by_id(made))), wanted);
  expect_result(rpc().call("get_cam", {{"id", 2'000'000'000}}), nullptr);
}

TEST_F(Projects, CamIsUpdated) {
  const Json project = given_project(given_user()), wanted = a_cam(project), made = given("create_cam", wanted);
  const Json other = given_cam(project);
  const Json fields{{"lift", static_cast<double>(random.between(2000, 3000)) / 100}, {"duration", random.between(321, 400)}};
  expect_fields(demand_object(rpc().call("update_cam", by_id(made, fields))), fields);
  for (const auto& [column, value] : fields.items()) expect_stored("cams", made["id"], column, value);
  for (const char* column : {"name", "cam_type"}) expect_stored("cams", made["id"], column, wanted[column]);
  expect_stored("cams", other["id"], "lift", other["lift"]);
}

TEST_F(Projects, CamIsDeleted) {
  const Json project = given_project(given_user()), made = given_cam(project), other = given_cam(project);
  if (!expect_row("cams", made["id"])) return;
  expect_result(rpc().call("delete_cam", by_id(made)), true);
  expect_no_row("cams", made["id"]);
  expect_row("cams", other["id"]);
  expect_result(rpc().call("delete_cam", by_id(made)), false);
}

TEST_F(Projects, UnknownUserIsRefused) {
  Json wanted = a_project(given_user());
  given("create_project", wanted);
  wanted["user_id"] = cat("nobody_", random.word(9));
  expect_error(rpc().call("create_project", wanted));
  expect_nothing_left("projects", "user_id", wanted["user_id"]);
  given_project(given_user());   // the program goes on
}

TEST_F(Projects, UnknownProjectIsRefused) {
  Json wanted = a_cam(given_project(given_user()));
  given("create_cam", wanted);
  wanted["project_id"] = 2'000'000'000;
  expect_error(rpc().call("create_cam", wanted));
  expect_nothing_left("cams", "project_id", "2000000000");
}

TEST_F(Projects, TimesMoveOnUpdate) {
  const Json project = given_project(given_user());
  expect_moves("projects", "update_project", project);
  expect_moves("cams", "update_cam", given_cam(project));
}

}  // namespace
}  // namespace garage
