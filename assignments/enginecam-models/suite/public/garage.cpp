#include "public/garage.hpp"

namespace garage {

void Garage::SetUp() {
  roles("rpc").ensure();
  static const bool asked = [] {
    rpc().given().call("create_tables");
    return true;
  }();
  (void)asked;  // what is not there is what the tests tell
}

Json Garage::a_user() {
  const std::string name = cat(random.word(6), random.digits(4));
  return {{"id", cat("user_", name)}, {"email", cat(name, "@example.com")}};
}

Json Garage::a_project(const Json& user) {
  return {{"user_id", user.at("id")},
          {"name", cat("Двигун ", random.word(5), "-", random.digits(3))},
          {"description", cat("Розподільний вал ", random.word(8))}};
}

Json Garage::a_cam(const Json& project) {
  Json points = Json::array();
  for (int i = 0; i < 3; ++i)
    points.push_back({{"angle", random.between(0, 359)}, {"radius", static_cast<double>(random.between(150, 400)) / 8}});
  return {{"project_id", project.at("id")},
          {"name", cat("Кулачок ", random.word(5), "-", random.digits(3))},
          {"cam_type", random.one_of<std::string>({"intake", "exhaust"})},
          {"lift", static_cast<double>(random.between(500, 1900)) / 100},
          {"duration", random.between(180, 320)},
          {"profile_points", points}};
}

std::vector<Json> Garage::given_projects(const Json& user, int count) {
  std::vector<Json> made;
  for (int i = 0; i < count; ++i) made.push_back(given_project(user));
  return made;
}

std::vector<Json> Garage::given_cams(const Json& project, int count) {
  std::vector<Json> made;
  for (int i = 0; i < count; ++i) made.push_back(given_cam(project));
  return made;
}

Json Garage::given(const std::string& function, const Json& params) {
  const Json answer = demand_object(rpc().given().call(function, params));
  const Json id = answer.value("id", Json());
  demand(ExpectationKind::field, "id", term::of("present"), id.is_null() ? term::of("absent") : id, id.is_number() || id.is_string());
  Json made = params;
  made["id"] = id;
  return made;
}

bool expect_row(const std::string& table, const Json& id) {
  const bool there = eventually([&] { return database().row(table, id).has_value(); });
  return expect(ExpectationKind::row, table, id, there ? id : term::of("absent"), there);
}

bool expect_no_row(const std::string& table, const Json& id) {
  const bool gone = eventually([&] { return !database().row(table, id); });
  return expect(ExpectationKind::row, table, term::of("absent"), gone ? term::of("absent") : id, gone);
}

void expect_stored(const std::string& table, const Json& id, const std::string& column, const Json& value) {
  Json got;
  const bool stored = eventually([&] {
    const auto row = database().row(table, id);
    const auto found = row ? row->find(column) : decltype(row->find(column))();
    const bool there = row && found != row->end();
    got = !there ? term::of("absent") : found->second ? Json(*found->second) : Json();
    return there && same_value(value, got);
  });
  expect(ExpectationKind::column, cat(table, '.', column), value, got, stored);
}

std::size_t rows_with(const std::string& table, const std::string& column, const std::string& value) {
  return database().query(cat("SELECT 1 AS one FROM ", table, " WHERE ", column, " = ", database().quoted(value))).size();
}

void expect_nothing_left(const std::string& table, const std::string& column, const std::string& value) {
  // What a refused call writes may be committed after its answer, as what an accepted one writes may.
  std::size_t rows = 0;
  const bool appeared = eventually([&] { return (rows = rows_with(table, column, value)) > 0; }, 100ms);
  expect(ExpectationKind::rows, table, 0, rows, !appeared);
}

namespace {

std::vector<Row> time_rows(const std::string& table, const Json& id) {
  return database().query(cat("SELECT extract(epoch FROM created_at)::text AS created, extract(epoch FROM updated_at)::text AS updated FROM ",
                              table, " WHERE id::text = ", database().quoted(id.is_string() ? id.get<std::string>() : id.dump())));
}

}  // namespace

Times times_of(const std::string& table, const Json& id) {
  demand(ExpectationKind::row, table, id, term::of("absent"), eventually([&] { return database().row(table, id).has_value(); }));
  const std::vector<Row> rows = time_rows(table, id);
  Times times;
  for (const auto& [name, into] : {std::pair<const char*, double*>{"created", &times.created}, {"updated", &times.updated}}) {
    const auto value = rows.empty() ? std::nullopt : rows.front().at(name);
    demand(ExpectationKind::column, cat(table, '.', name, "_at"), term::of("present"), term::of("absent"), value.has_value());
    *into = std::stod(*value);
  }
  return times;
}

bool updated_moves(const std::string& table, const Json& id, const Times& before, std::chrono::milliseconds limit) {
  return eventually([&] {
    const std::vector<Row> rows = time_rows(table, id);
    const auto updated = rows.empty() ? std::nullopt : rows.front().at("updated");
    return updated && std::stod(*updated) > before.updated;
  }, limit);
}

void expect_updates_move(const std::string& table, const std::function<void()>& update, const Json& id) {
  const Times first = times_of(table, id);
  Times last = first;
  bool moves = true;
  // Twice: a time that was taken once, when the program started, may seem to move with the first change.
  for (int round = 0; round < 2 && moves; ++round) {
    const Times before = last;
    moves = false;
    // Of a clock that counts whole seconds, a second change shows what the first one could not.
    for (int change = 0; change < 2 && !moves; ++change) {
      update();
      moves = updated_moves(table, id, before, 1200ms);
    }
    last = times_of(table, id);
  }
  // The moments themselves differ from run to run and are not noted.
  expect(ExpectationKind::column, table + ".updated_at", term::of("above", "created_at"), "created_at", moves);
  expect(ExpectationKind::unchanged, table + ".created_at", nullptr, nullptr, last.created == first.created);
}

}  // namespace garage
