// Real drivers through the relay and the observer, in front of a real server: they work as without, and the log says what they ran.
#include <gtest/gtest.h>

#include <cstdlib>
#include <pqxx/pqxx>
#include <regex>

#include "base/files.hpp"
#include "base/source_root_test.hpp"
#include "base/text.hpp"
#include "process/ordinary_test.hpp"
#include "process/process.hpp"
#include "service/service.hpp"
#include "tap/postgres.hpp"
#include "tap/relay.hpp"
#include "tap/relay_fixture.hpp"

namespace assay {
namespace {

std::string course_python() {
  const Completed asked = run({.argv = {(source_root / "ci/runtime/install").string(), "--print"},
                               .environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", std::getenv("HOME") ? std::getenv("HOME") : "/"}}},
                              Deadline::in(300s));
  return trimmed(asked.out) + "/course/bin/python";
}

/// One server for all tests here; a relay and a fresh database for each.
class Drivers : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    place_ = new TemporaryDirectory(work_place(256u << 20), "assay-test-");
    fs::permissions(place_->path(), fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
    const auto installation = find_postgres();
    if (!installation) throw std::runtime_error("PostgreSQL is not installed");
    bin_ = installation->bin;
    server_ = new PostgresServer(*installation, {.user = "tradeos_user", .password = "tradeos_password", .database = "tradeos_db"},
                                 place_->path(), ordinary());
  }
  static void TearDownTestSuite() {
    delete server_;
    delete place_;
  }

  Drivers() {
    lease_ = server_->lease("ada", Start::empty);
    auto [listeners, port] = loopback_listeners();
    port_ = port;
    relay_.emplace(std::move(listeners), lease_.socket(), postgres_observer(log_));
  }

  Completed with_address(std::vector<std::string> argv, const std::string& input = "") const {
    Spawn command{.argv = std::move(argv),
                  .environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/"}, {"LANG", "C.UTF-8"}, {"PGHOST", "127.0.0.1"}, {"PGPORT", cat(port_)},
                                  {"PGUSER", lease_.user}, {"PGPASSWORD", lease_.password}, {"PGDATABASE", lease_.database}},
                  .cwd = place_->path()};
    const UniqueFd file = input.empty() ? UniqueFd() : memory_file("input", input);
    if (file) command.descriptors[0] = file.get();
    return run(command, Deadline::in(120s));
  }
  /// Runs a conversation of drivers/talk.py; returns what it printed.
  std::string talk(const std::string& name) const {
    static const std::string python = course_python();
    const Completed done = with_address({python, (source_root / "harness/tap/drivers/talk.py").string(), name});
    EXPECT_TRUE(done.ok()) << name << ": " << done.out << done.err;
    return done.out;
  }

  std::int64_t count(StatementClass kind) const { return log_.counts_since({})[kind]; }
  std::vector<Statement> data() const {
    EXPECT_EQ(log_.given_up(), std::vector<std::string>());
    std::vector<Statement> found = log_.since({});
    std::erase_if(found, [](const Statement& one) { return one.kind != StatementClass::data; });
    return found;
  }

  static inline TemporaryDirectory* place_ = nullptr;
  static inline PostgresServer* server_ = nullptr;
  static inline fs::path bin_;
  PostgresLease lease_;
  std::uint16_t port_ = 0;
  Journal journal_;
  StatementLog log_{journal_};
  std::optional<Relay> relay_;
};

/// The statement without its values, whether they were bound or written into the text: "INSERT INTO t (name, price) VALUES (?, ?)".
std::string shape_of(const Statement& statement) {
  static const std::regex value(R"((::\w+)|('(''|[^'])*'|\$\d+|\b\d+(\.\d+)?\b))");
  const std::string text = std::regex_replace(*statement.text, std::regex(R"(::\w+)"), "");
  return std::regex_replace(text, value, "?");
}

/// What each driver's conversation is for the log: shape, rows, error.
void expect_the_conversation(const std::vector<Statement>& ran, bool bound) {
  const std::string insert = "INSERT INTO t (name, price) VALUES (?, ?)";
  const std::vector<std::tuple<std::string, std::optional<std::uint64_t>, std::string>> wanted{
      {insert, 1, ""}, {insert, 1, ""}, {insert, 1, ""}, {"SELECT name FROM t WHERE id = ?", 1, ""},
      {"UPDATE t SET price = price + ?", 3, ""}, {"INSERT INTO t (id, name) VALUES (?, ?)", std::nullopt, "23505"},
      {"SELECT count(*) FROM t", 1, ""}, {"DELETE FROM t", 3, ""}};
  ASSERT_EQ(ran.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(std::tuple(shape_of(ran[i]), ran[i].rows, ran[i].error), wanted[i]);
    EXPECT_TRUE(ran[i].took.has_value());
  }
  EXPECT_EQ(ran[0].parameters, bound ? 2 : 0);
  EXPECT_EQ(ran[3].parameters, bound ? 1 : 0);
}

TEST_F(Drivers, Psycopg2WritesValuesIntoTheText) {
  talk("psycopg2");
  expect_the_conversation(data(), false);
  EXPECT_EQ(*data()[1].text, "INSERT INTO t (name, price) VALUES ('it''s', 1.5)");
  EXPECT_EQ(count(StatementClass::catalogue), 1) << "CREATE TABLE";
}

TEST_F(Drivers, Psycopg3Binds) {
  talk("psycopg3");
  expect_the_conversation(data(), true);
}

TEST_F(Drivers, Pg8000Binds) {
  talk("pg8000");
  expect_the_conversation(data(), true);
}

TEST_F(Drivers, AsyncpgBindsAndItsCloseEnds) {
  talk("asyncpg");
  expect_the_conversation(data(), true);
}

TEST_F(Drivers, LibpqxxBinds) {
  {
    pqxx::connection session(cat("host=127.0.0.1 port=", port_, " user=", lease_.user, " password=", lease_.password, " dbname=", lease_.database));
    pqxx::nontransaction work(session);
    work.exec("CREATE TABLE t (id serial PRIMARY KEY, name text, price numeric)");
    for (const char* name : {"a", "it's", "ї;"}) work.exec_params("INSERT INTO t (name, price) VALUES ($1, $2)", name, 1.5);
    EXPECT_EQ(work.exec_params("SELECT name FROM t WHERE id = $1", 2)[0][0].as<std::string>(), "it's");
    work.exec_params("UPDATE t SET price = price + $1", 1);
    EXPECT_THROW(work.exec_params("INSERT INTO t (id, name) VALUES (1, $1)", "again"), pqxx::unique_violation);
    EXPECT_EQ(work.exec("SELECT count(*) FROM t")[0][0].as<int>(), 3);
    work.exec("DELETE FROM t");
  }
  expect_the_conversation(data(), true);
}

TEST_F(Drivers, PsqlSendsPlainText) {
  const Completed done = with_address({(bin_ / "psql").string(), "-X", "-q"},
      "CREATE TABLE t (id serial PRIMARY KEY, name text, price numeric);\n"
      "INSERT INTO t (name, price) VALUES ('a', 1.5);\nINSERT INTO t (name, price) VALUES ('it''s', 1.5);\n"
      "INSERT INTO t (name, price) VALUES ('ї;', 1.5);\nSELECT name FROM t WHERE id = 2;\nUPDATE t SET price = price + 1;\n"
      "INSERT INTO t (id, name) VALUES (1, 'again');\nSELECT count(*) FROM t;\nDELETE FROM t;\n");
  EXPECT_TRUE(done.ok()) << done.err;
  expect_the_conversation(data(), false);
}

TEST_F(Drivers, AnOrmsLookAtTheCatalogueIsNotItsData) {
  talk("sqlalchemy");
  const auto ran = data();
  ASSERT_EQ(ran.size(), 2u);
  EXPECT_EQ(ran[0].rows, 3u);
  EXPECT_GT(count(StatementClass::catalogue), 3);
}

TEST_F(Drivers, AnAsynchronousOrmsLookAtTypesIsNotItsData) {
  talk("sqlalchemy_async");
  EXPECT_EQ(data().size(), 2u);
}

TEST_F(Drivers, CountsEachStatementOfAPipeline) {
  talk("pipeline");
  const auto ran = data();
  ASSERT_EQ(ran.size(), 53u) << "50, one that was undone, one that failed, not the one that was skipped, and the count";
  EXPECT_EQ(ran[51].error, "23505");
  EXPECT_EQ(shape_of(ran[52]), "SELECT count(*) FROM t");
}

TEST_F(Drivers, CountsACursorOnce) {
  talk("cursors");
  const auto ran = data();
  ASSERT_EQ(ran.size(), 2u);
  EXPECT_TRUE(ran[1].text->starts_with("DECLARE")) << *ran[1].text;
}

TEST_F(Drivers, CountsAPortalOnceAndAllItsRows) {
  talk("portals");
  const auto ran = data();
  ASSERT_EQ(ran.size(), 2u);
  EXPECT_EQ(ran[1].rows, 1000u);
}

TEST_F(Drivers, CountsCopiedRows) {
  for (const char* name : {"copy_psycopg2", "copy_psycopg3", "copy_asyncpg"}) {
    lease_ = server_->lease("ada", Start::empty);
    log_.clear();
    const auto mark = log_.mark();
    talk(name);
    auto ran = log_.since(mark);
    std::erase_if(ran, [](const Statement& one) { return one.kind != StatementClass::data; });
    ASSERT_GE(ran.size(), 2u) << name;
    EXPECT_EQ(ran[0].rows, 100'000u) << name;
    EXPECT_EQ(ran[1].rows, 100'000u) << name;
    if (ran.size() > 2) {
      EXPECT_EQ(ran[2].error, "22P02") << name;
    }
    EXPECT_EQ(log_.given_up(), std::vector<std::string>()) << name;
  }
}

TEST_F(Drivers, CarriesValuesOfTwentyMegabytes) {
  talk("large");
  const auto ran = data();
  ASSERT_EQ(ran.size(), 4u);
  EXPECT_EQ(ran[0].text->size(), StatementLog::text_limit);
  EXPECT_TRUE(ran[0].clipped);
  EXPECT_EQ(ran[2].parameters, 1);
  EXPECT_EQ(ran[3].rows, 2u);
}

TEST_F(Drivers, LetsCancelRequestsAndTimeoutsThrough) {
  talk("cancel");
  talk("timeouts");
  std::int64_t cancelled = 0;
  for (const Statement& statement : log_.since({})) cancelled += statement.error == "57014";
  EXPECT_EQ(cancelled, 3);
  EXPECT_EQ(log_.given_up(), std::vector<std::string>());
}

TEST_F(Drivers, LetsTheServerRefuse) {
  const std::string said = talk("refusals");
  for (const char* part : {"password authentication failed for user \"tradeos_user\"", "password authentication failed for user \"nobody\"",
                           "database \"nowhere\" does not exist", "server does not support SSL, but SSL was required"})
    EXPECT_NE(said.find(part), std::string::npos) << said;
  EXPECT_EQ(log_.given_up(), std::vector<std::string>());
}

TEST_F(Drivers, UnderstandsAStreamOfSingleBytes) {
  talk("byte_by_byte");
  expect_the_conversation(data(), true);
}

TEST_F(Drivers, CountsEveryStatementOfPgbench) {
  const std::string pgbench = (bin_ / "pgbench").string();
  ASSERT_TRUE(with_address({pgbench, "-i", "-q"}).ok());
  for (const char* mode : {"simple", "extended", "prepared"}) {
    const auto mark = log_.mark();
    const Completed done = with_address({pgbench, "-n", "-M", mode, "-c", "4", "-t", "50"});
    EXPECT_TRUE(done.ok()) << done.err;
    constexpr int before = 1, in_a_transaction = 5;   // pgbench counts its branches first.
    EXPECT_EQ(log_.counts_since(mark)[StatementClass::data], before + 4 * 50 * in_a_transaction) << mode;
  }
  EXPECT_EQ(log_.given_up(), std::vector<std::string>());
}

}  // namespace
}  // namespace assay
