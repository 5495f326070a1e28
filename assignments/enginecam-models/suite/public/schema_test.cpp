// The tables as PostgreSQL's catalogue describes them. NOT NULL is asked for where the task marks it, and nowhere else.
#include <algorithm>

#include "public/garage.hpp"
#include "testkit/catalogue.hpp"

namespace garage {
namespace {

class Schema : public Garage {
 protected:
  static void expect_varchar(const Table& table, const std::string& column, int length) {
    const Column found = table.demand_column(column, {"varchar"});
    expect(ExpectationKind::column, column + ".length", length, found.length, found.length == length);
  }
  static void expect_mandatory(const Table& table, const std::string& column) {
    const Column* found = table.find(column);
    const bool mandatory = found && found->not_null;
    expect(ExpectationKind::column, column + ".not_null", true, mandatory, mandatory);
  }
  static void expect_primary_key(const Table& table) {
    const std::vector<std::string> key = table.primary_key();
    expect(ExpectationKind::key, "id", Json{"id"}, key, key == std::vector<std::string>{"id"});
  }
  static void expect_times(const Table& table) {
    table.demand_column("created_at", types::time);
    table.demand_column("updated_at", types::time);
  }
  static void expect_refers(const char* from, const char* column, const char* to) {
    const std::vector<ForeignKey> keys = Table(from).foreign_keys();
    const bool linked = std::find(keys.begin(), keys.end(), ForeignKey{column, to}) != keys.end();
    expect(ExpectationKind::key, cat(from, '.', column, " → ", to), term::of("present"), term::of("absent"), linked);
  }
  static void expect_index(const char* table, const char* column) {
    const bool found = Table(table).has_index(column);
    expect(ExpectationKind::key, cat(table, '.', column), term::of("present"), term::of("absent"), found);
  }
};

TEST_F(Schema, UserId) {
  const Table users("users");
  expect_varchar(users, "id", 255);
  expect_primary_key(users);
}

TEST_F(Schema, UserEmail) {
  const Table users("users");
  expect_varchar(users, "email", 255);
  expect_mandatory(users, "email");
  expect(ExpectationKind::key, "users.email", term::of("present"), term::of("absent"), users.has_key({"email"}));
}

TEST_F(Schema, UserStatus) { expect_varchar(Table("users"), "subscription_status", 50); }
TEST_F(Schema, UserTimes) { expect_times(Table("users")); }

TEST_F(Schema, ProjectId) {
  const Table projects("projects");
  projects.demand_column("id", {"int4", "int8"});
  expect_primary_key(projects);
}

TEST_F(Schema, ProjectOwner) {
  const Table projects("projects");
  expect_varchar(projects, "user_id", 255);
  expect_mandatory(projects, "user_id");
}

TEST_F(Schema, ProjectName) {
  const Table projects("projects");
  expect_varchar(projects, "name", 255);
  expect_mandatory(projects, "name");
}

TEST_F(Schema, ProjectDescription) { Table("projects").demand_column("description", {"text"}); }
TEST_F(Schema, ProjectTimes) { expect_times(Table("projects")); }

TEST_F(Schema, CamId) {
  const Table cams("cams");
  cams.demand_column("id", {"int4", "int8"});
  expect_primary_key(cams);
}

TEST_F(Schema, CamProject) {
  const Table cams("cams");
  cams.demand_column("project_id", {"int4", "int8"});
  expect_mandatory(cams, "project_id");
}

TEST_F(Schema, CamName) {
  const Table cams("cams");
  expect_varchar(cams, "name", 255);
  expect_mandatory(cams, "name");
}

TEST_F(Schema, CamType) {
  const Table cams("cams");
  expect_varchar(cams, "cam_type", 50);
  expect_mandatory(cams, "cam_type");
}

TEST_F(Schema, CamLift) {
  const Table cams("cams");
  const Column lift = cams.demand_column("lift", {"numeric"});
  expect(ExpectationKind::column, "lift.precision", 5, lift.precision, lift.precision == 5);
  expect(ExpectationKind::column, "lift.scale", 2, lift.scale, lift.scale == 2);
  expect_mandatory(cams, "lift");
}

TEST_F(Schema, CamDuration) {
  const Table cams("cams");
  cams.demand_column("duration", {"int4"});
  expect_mandatory(cams, "duration");
}

TEST_F(Schema, CamProfilePoints) { Table("cams").demand_column("profile_points", {"jsonb"}); }
TEST_F(Schema, CamTimes) { expect_times(Table("cams")); }

TEST_F(Schema, ProjectsReferToUsers) { expect_refers("projects", "user_id", "users"); }
TEST_F(Schema, CamsReferToProjects) { expect_refers("cams", "project_id", "projects"); }
TEST_F(Schema, ProjectOwnerIsIndexed) { expect_index("projects", "user_id"); }
TEST_F(Schema, CamProjectIsIndexed) { expect_index("cams", "project_id"); }

}  // namespace
}  // namespace garage
