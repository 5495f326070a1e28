// With a real PostgreSQL: what a lease gives, and what it must not keep.
#include <csignal>
#include <gtest/gtest.h>
#include <unistd.h>

#include <pqxx/pqxx>

#include "base/text.hpp"
#include "process/ordinary_test.hpp"
#include "service/service.hpp"

namespace assay {
namespace {

class Postgres : public testing::Test {
 protected:
  Postgres() : place_(work_place(256u << 20), "assay-test-") {
    fs::permissions(place_.path(), fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
    const auto installation = find_postgres();
    if (!installation) throw std::runtime_error("PostgreSQL is not installed");
    server_ = std::make_unique<PostgresServer>(
        *installation, ServiceNeed{.user = "tradeos_user", .password = "tradeos_password", .database = "tradeos_db"},
        place_.path(), ordinary());
  }
  static std::string words(const PostgresLease& lease, const std::string& user, const std::string& password,
                           const std::string& database) {
    return cat("host=", lease.socket_directory, " user=", user, " password=", password, " dbname=", database);
  }
  static pqxx::result as_student(const PostgresLease& lease, const std::string& sql) {
    pqxx::connection session(words(lease, lease.user, lease.password, lease.database));
    pqxx::nontransaction work(session);
    return work.exec(sql);
  }
  static pqxx::result as_reader(const PostgresLease& lease, const std::string& sql) {
    pqxx::connection session(words(lease, lease.reader, lease.reader_password, lease.database));
    pqxx::nontransaction work(session);
    return work.exec(sql);
  }

  TemporaryDirectory place_;
  std::unique_ptr<PostgresServer> server_;
};

TEST_F(Postgres, LeasesTheNamesOfTheText) {
  const PostgresLease lease = server_->lease("ada", Start::empty);
  as_student(lease, "CREATE TABLE t (a int); ALTER TABLE t OWNER TO tradeos_user; GRANT ALL ON t TO tradeos_user");
  as_student(lease, "INSERT INTO t VALUES (7)");
  EXPECT_EQ(as_reader(lease, "SELECT a FROM t")[0][0].as<int>(), 7);
}

TEST_F(Postgres, LeasesTheNameOfTheUsualAdministratorWithoutItsPower) {
  PostgresServer cluster(*find_postgres(), ServiceNeed{.user = "postgres", .password = "postgres", .database = "lostfound"},
                        place_.path(), ordinary());
  const PostgresLease lease = cluster.lease("ada", Start::empty);
  as_student(lease, "CREATE TABLE t (a int)");
  EXPECT_FALSE(as_student(lease, "SELECT rolsuper FROM pg_roles WHERE rolname = 'postgres'")[0][0].as<bool>());
  EXPECT_THROW(pqxx::connection(words(lease, lease.user, lease.password, "postgres")), pqxx::failure);
  EXPECT_TRUE(as_student(cluster.lease("bob", Start::empty), "SELECT 1 FROM pg_class WHERE relname = 't'").empty());
}

TEST_F(Postgres, KeepsNothingBetweenUnits) {
  const PostgresLease first = server_->lease("ada", Start::empty);
  as_student(first, "CREATE TABLE t (a int)");
  as_student(first, "CREATE DATABASE hidden");
  as_student(first, "ALTER ROLE tradeos_user PASSWORD 'mine'");
  pqxx::connection held(words(first, first.user, "mine", first.database));
  const PostgresLease second = server_->lease("ada", Start::empty);
  EXPECT_TRUE(as_student(second, "SELECT 1 FROM pg_class WHERE relname = 't'").empty());
  EXPECT_TRUE(as_student(second, "SELECT 1 FROM pg_database WHERE datname = 'hidden'").empty());
}

TEST_F(Postgres, ClonesWhatMigrateBuiltForItsSubmissionOnly) {
  as_student(server_->lease("ada", Start::empty), "CREATE TABLE t (a int)");
  server_->keep_as_template("ada");
  const PostgresLease clone = server_->lease("ada", Start::prepared);
  as_student(clone, "INSERT INTO t VALUES (1)");
  EXPECT_TRUE(as_student(server_->lease("ada", Start::prepared), "SELECT * FROM t").empty());
  EXPECT_TRUE(as_student(server_->lease("bob", Start::prepared), "SELECT 1 FROM pg_class WHERE relname = 't'").empty());
}

TEST_F(Postgres, LetsNobodyInWithoutAPassword) {
  const PostgresLease lease = server_->lease("ada", Start::empty);
  EXPECT_THROW(pqxx::connection(words(lease, "postgres", "postgres", "postgres")), pqxx::failure);
  EXPECT_THROW(pqxx::connection(words(lease, lease.user, lease.password, "postgres")), pqxx::failure);
  EXPECT_THROW(as_student(lease, "COPY (SELECT 1) TO PROGRAM 'true'"), pqxx::failure);
  EXPECT_THROW(as_student(lease, "CREATE ROLE x SUPERUSER"), pqxx::failure);
}

TEST_F(Postgres, ReadersRightsAreTheStudents) {
  const PostgresLease lease = server_->lease("ada", Start::empty);
  as_student(lease, "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN ALTER ROLE tradeos_user SUPERUSER; RETURN 1; END $$");
  as_student(lease, "CREATE VIEW products AS SELECT f() AS id");
  EXPECT_THROW(as_reader(lease, "SELECT * FROM products"), pqxx::failure);
  EXPECT_FALSE(as_student(lease, "SELECT rolsuper FROM pg_roles WHERE rolname = 'tradeos_user'")[0][0].as<bool>());
}

TEST_F(Postgres, SaysWhenItHasDied) {
  const PostgresLease lease = server_->lease("ada", Start::empty);
  EXPECT_TRUE(server_->answers());
  const std::string pid = split(read_file(fs::path(lease.socket_directory).parent_path() / "d" / "postmaster.pid"), '\n')[0];
  ::kill(std::stoi(pid), SIGKILL);
  bool answers = true;
  for (int i = 0; i < 1000 && answers; ++i) answers = server_->answers();
  EXPECT_FALSE(answers);
}

}  // namespace
}  // namespace assay
