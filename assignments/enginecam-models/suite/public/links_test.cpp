// What hangs together: reading along the links, and what goes with a row that is deleted.
#include "public/garage.hpp"

namespace garage {
namespace {

using assay::testkit::Service;

class Links : public Garage {
 protected:
  /// A user with projects and their cams.
  struct Tree {
    Json user;
    std::vector<Json> projects, cams;
  };
  Tree given_tree(int projects, int cams_each) {
    Tree tree{given_user(), {}, {}};
    tree.projects = given_projects(tree.user, projects);
    for (const Json& project : tree.projects)
      for (Json& cam : given_cams(project, cams_each)) tree.cams.push_back(std::move(cam));
    return tree;
  }
  static bool stays(const Tree& tree) {
    bool all = expect_row("users", tree.user["id"]);
    for (const Json& project : tree.projects) all = expect_row("projects", project["id"]) && all;
    for (const Json& cam : tree.cams) all = expect_row("cams", cam["id"]) && all;
    return all;
  }
  static std::vector<Json> objects(const Json& list) { return {list.begin(), list.end()}; }
  static Json by_email(const Json& user) { return {{"email", user.at("email")}}; }
};

TEST_F(Links, UserProjects) {
  const Json user = given_user(), other = given_user();
  const std::vector<Json> wanted = given_projects(user, 3);
  std::vector<Json> all = given_projects(other, 2);
  all.insert(all.end(), wanted.begin(), wanted.end());
  const std::vector<Json> got = objects(demand_array(rpc().call("user_projects", by_email(user))));
  expect_exactly(got, wanted, all);
  expect_each_once(got);
  expect_count("user_projects", wanted.size(), got.size());
}

TEST_F(Links, ProjectCams) {
  const Json user = given_user(), project = given_project(user);
  const std::vector<Json> wanted = given_cams(project, 3);
  std::vector<Json> all = given_cams(given_project(user), 2);
  all.insert(all.end(), wanted.begin(), wanted.end());
  const std::vector<Json> got = objects(demand_array(rpc().call("project_cams", by_id(project))));
  expect_exactly(got, wanted, all);
  expect_each_once(got);
  expect_count("project_cams", wanted.size(), got.size());
}

TEST_F(Links, ListedProjectsAndCamsAreComplete) {
  const Json user = given_user(), project = a_project(user), made = given("create_project", project), cam = a_cam(made);
  given("create_cam", cam);
  const Json projects = demand_array(rpc().call("user_projects", by_email(user)));
  expect_fields(projects.empty() ? Json() : projects[0], project);
  const Json cams = demand_array(rpc().call("project_cams", by_id(made)));
  expect_fields(cams.empty() ? Json() : cams[0], cam);
}

TEST_F(Links, NothingThereIsAnEmptyList) {
  const Json user = given_user(), full = given_project(user), empty = given_project(user);
  given_cam(full);
  expect_count("user_projects", 2, demand_array(rpc().call("user_projects", by_email(user))).size());
  expect_count("user_projects", 0, demand_array(rpc().call("user_projects", by_email(given_user()))).size());
  expect_count("project_cams", 1, demand_array(rpc().call("project_cams", by_id(full))).size());
  expect_count("project_cams", 0, demand_array(rpc().call("project_cams", by_id(empty))).size());
}

TEST_F(Links, UnknownEmailIsNoError) {
  const Json user = given_user();
  given_project(user);
  expect_count("user_projects", 1, demand_array(rpc().call("user_projects", by_email(user))).size());
  const Json got = demand_result(rpc().call("user_projects", {{"email", cat("nobody-", random.word(9), "@example.com")}}));
  expect(ExpectationKind::result, "user_projects", Json::array(), got, got.is_null() || got == Json::array());
}

TEST_F(Links, UserTakesProjectsAndCamsAlong) {
  const Tree tree = given_tree(2, 2);
  if (!stays(tree)) return;
  demand_result(rpc().call("delete_user", by_id(tree.user)));
  expect_no_row("users", tree.user["id"]);
  for (const Json& project : tree.projects) expect_no_row("projects", project["id"]);
  for (const Json& cam : tree.cams) expect_no_row("cams", cam["id"]);
}

TEST_F(Links, UserLeavesOthersAlone) {
  const Tree gone = given_tree(1, 1), other = given_tree(2, 1);
  demand_result(rpc().call("delete_user", by_id(gone.user)));
  if (expect_no_row("projects", gone.projects[0]["id"])) stays(other);
}

TEST_F(Links, ProjectTakesItsCamsAlong) {
  const Tree tree = given_tree(1, 3);
  if (!stays(tree)) return;
  demand_result(rpc().call("delete_project", by_id(tree.projects[0])));
  expect_no_row("projects", tree.projects[0]["id"]);
  for (const Json& cam : tree.cams) expect_no_row("cams", cam["id"]);
}

TEST_F(Links, ProjectLeavesTheUserAndSiblingsAlone) {
  const Tree tree = given_tree(1, 2);
  const Json gone = given_project(tree.user), cam = given_cam(gone);
  demand_result(rpc().call("delete_project", by_id(gone)));
  if (expect_no_row("cams", cam["id"])) stays(tree);
}

TEST_F(Links, DeletesInFewStatements) {
  const Tree small = given_tree(1, 1), large = given_tree(12, 2), first = given_tree(1, 1);
  demand_result(rpc().given().call("delete_user", by_id(first.user)));   // connections and what a driver looks up once
  const auto deleting = [](const Tree& tree) {
    return tap(Service::postgres).during([&] { demand_result(rpc().call("delete_user", by_id(tree.user))); });
  };
  const std::int64_t few = deleting(small).count;
  expect_statements_at_most(few + 2, "delete_user", deleting(large));
}

}  // namespace
}  // namespace garage
