// What columns take and refuse, profiles as JSONB, and readers at the same time.
#include "public/garage.hpp"

namespace garage {
namespace {

class Values : public Garage {
 protected:
  static constexpr int readers = 20;

  Json given_owner(int projects) {
    const Json user = given_user();
    given_projects(user, projects);
    return user;
  }
  /// Calls all at once: each of the lists has as many objects as its owner.
  static void expect_sizes(const std::vector<Call>& calls, const std::vector<std::size_t>& sizes) {
    const std::vector<Reply> replies = rpc().together(calls);
    for (std::size_t i = 0; i < replies.size(); ++i) expect_count(calls[i].method, sizes[i], demand_array(replies[i]).size());
  }
};

TEST_F(Values, UnknownCamTypeIsRefused) {
  const Json project = given_project(given_user());
  Json cam = a_cam(project);
  for (const char* known : {"intake", "exhaust"}) {
    cam["cam_type"] = known;
    expect_field(demand_object(rpc().call("create_cam", cam)), "cam_type", known);
  }
  cam["cam_type"] = random.word(6);
  cam["name"] = cat("Чужий ", random.word(9));
  expect_error(rpc().call("create_cam", cam));
  expect_nothing_left("cams", "name", cam["name"]);
}

TEST_F(Values, UpdateToAnUnknownCamTypeIsRefused) {
  Json cam = a_cam(given_project(given_user()));
  cam["cam_type"] = "intake";
  const Json made = given("create_cam", cam);
  demand_object(rpc().call("update_cam", by_id(made, {{"cam_type", "exhaust"}})));
  expect_error(rpc().call("update_cam", by_id(made, {{"cam_type", random.word(6)}})));
  expect_stored("cams", made["id"], "cam_type", "exhaust");
}

TEST_F(Values, LiftHasTwoDecimals) {
  Json cam = a_cam(given_project(given_user()));
  given("create_cam", cam);
  const std::int64_t whole = random.between(5, 19);
  cam["name"] = cat("Точний ", random.word(9));
  cam["lift"] = static_cast<double>(whole) + 0.346;
  const Reply reply = rpc().call("create_cam", cam);
  if (!reply.succeeded()) {
    expect_error(reply);
    expect_nothing_left("cams", "name", cam["name"]);
    return;
  }
  const std::string made = cat(whole, ".35");
  const Json id = demand_object(reply).value("id", Json());
  Json lift = term::of("absent");
  eventually([&] {
    const auto row = database().row("cams", id);
    if (row && row->count("lift")) lift = row->at("lift").value_or("");
    return row.has_value();
  });
  expect(ExpectationKind::row, "cams.lift", made, lift, lift == made);
}

TEST_F(Values, LiftThatDoesNotFitIsRefused) {
  Json cam = a_cam(given_project(given_user()));
  cam["lift"] = 999.99;
  expect_stored("cams", given("create_cam", cam)["id"], "lift", 999.99);
  cam["lift"] = 1000;
  cam["name"] = cat("Завеликий ", random.word(9));
  expect_error(rpc().call("create_cam", cam));
  expect_nothing_left("cams", "name", cam["name"]);
  cam["lift"] = 10;
  demand_object(rpc().call("create_cam", cam));   // the program goes on
}

TEST_F(Values, ProfilePointsCanBeQueried) {
  const Json project = given_project(given_user()), made = given_cam(project);
  given_cam(project);
  Json wanted = a_cam(project);
  const std::int64_t angle = random.between(1000, 9999);
  wanted["profile_points"].push_back({{"angle", angle}, {"radius", 21.5}});
  const Json found = given("create_cam", wanted);
  std::vector<std::string> ids;
  eventually([&] {
    ids.clear();
    for (const Row& row : database().query(cat("SELECT id::text AS id FROM cams WHERE profile_points::jsonb @> '[{\"angle\": ", angle, "}]'")))
      ids.push_back(row.at("id").value_or(""));
    return !ids.empty();
  });
  expect(ExpectationKind::result, "profile_points @>", Json{id_of(found)}, ids, ids == std::vector<std::string>{id_of(found)});
}

TEST_F(Values, TwentyReadersOfUsers) {
  const std::vector<Json> users{given_owner(1), given_owner(2), given_owner(3)};
  std::vector<Call> calls;
  std::vector<std::size_t> sizes;
  for (int i = 0; i < readers; ++i) {
    calls.push_back({"user_projects", {{"email", users[static_cast<std::size_t>(i) % 3].at("email")}}});
    sizes.push_back(static_cast<std::size_t>(i) % 3 + 1);
  }
  expect_sizes(calls, sizes);
}

TEST_F(Values, TwentyReadersOfProjects) {
  const Json user = given_user();
  std::vector<Call> calls;
  std::vector<std::size_t> sizes;
  for (std::size_t cams = 1; cams <= 2; ++cams) {
    const Json project = given_project(user);
    given_cams(project, static_cast<int>(cams));
    for (int i = 0; i < readers / 2; ++i) {
      calls.push_back({"project_cams", by_id(project)});
      sizes.push_back(cams);
    }
  }
  expect_sizes(calls, sizes);
}

}  // namespace
}  // namespace garage
