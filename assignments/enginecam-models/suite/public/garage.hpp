// What the groups of this suite share: the running functions, their tables, and random users, projects and cams.
#pragma once

#include "testkit/collection.hpp"
#include "testkit/testkit.hpp"

namespace garage {

using namespace assay::testkit;  // NOLINT: a suite speaks the testkit's language
using assay::ExpectationKind;
using assay::Json;
using assay::cat;
using namespace std::chrono_literals;

/// Tests that call functions of the program, on tables that it has made.
class Garage : public testing::Test {
 protected:
  void SetUp() override;
  Random random;

  // Parameters of create_user, create_project, create_cam, drawn from the test's random data.
  Json a_user();
  Json a_project(const Json& user);
  Json a_cam(const Json& project);

  // Made as preparation of the test; the test ends when that fails. What comes back is what was sent, with the new row's id.
  Json given_user() { return given("create_user", a_user()); }
  Json given_project(const Json& user) { return given("create_project", a_project(user)); }
  Json given_cam(const Json& project) { return given("create_cam", a_cam(project)); }
  /// `count` of them.
  std::vector<Json> given_projects(const Json& user, int count);
  std::vector<Json> given_cams(const Json& project, int count);

  static Json given(const std::string& function, const Json& params);
};

/// The row is there, or gone, within the two seconds of eventually().
bool expect_row(const std::string& table, const Json& id);
bool expect_no_row(const std::string& table, const Json& id);
/// The row, once its column has the value; else notes what the column has.
void expect_stored(const std::string& table, const Json& id, const std::string& column, const Json& value);
/// The rows of `table` with this value in this column.
std::size_t rows_with(const std::string& table, const std::string& column, const std::string& value);
/// No such row was left behind.
void expect_nothing_left(const std::string& table, const std::string& column, const std::string& value);

/// created_at and updated_at of a row as seconds; a test ends where one of them is empty.
struct Times {
  double created = 0, updated = 0;
};
Times times_of(const std::string& table, const Json& id);
/// updated_at becomes later than `before`, at most within `limit`. Nothing is noted: how often one looks is chance.
bool updated_moves(const std::string& table, const Json& id, const Times& before, std::chrono::milliseconds limit);
/// `update` changes the row: updated_at moves on, created_at stays.
void expect_updates_move(const std::string& table, const std::function<void()>& update, const Json& id);

/// {"id": …}, the parameter of most functions.
inline Json by_id(const Json& object) { return {{"id", object.at("id")}}; }
inline Json by_id(const Json& object, const Json& fields) { return {{"id", object.at("id")}, {"fields", fields}}; }

}  // namespace garage
