#include <csignal>
#include <pqxx/pqxx>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "process/process.hpp"
#include "service/random_word.hpp"
#include "service/service.hpp"

namespace assay {
namespace {

using namespace std::chrono_literals;

constexpr const char* kept_template = "assay_prepared";
constexpr const char* reader_role = "assay_reader";

std::string connection_words(const fs::path& directory, const std::string& user,
                             const std::string& password, const std::string& database) {
  return cat("host=", directory.string(), " port=5432 user=", user, " password=", password,
             " dbname=", database, " connect_timeout=10 application_name=assay");
}

}  // namespace

struct PostgresServer::State {
  ServiceNeed need;
  PostgresInstallation installation;
  TemporaryDirectory directory;
  Child server;
  std::string superuser_password;
  std::unique_ptr<pqxx::connection> session;
  std::string role_of;      ///< the submission that owns the role and what it made
  std::string template_of;  ///< the submission whose template is kept, or empty

  fs::path sockets() const { return directory.path() / "s"; }
  fs::path log() const { return directory.path() / "log"; }

  void start(const fs::path& prepared, std::optional<Owner> owner);
  void connect(Deadline deadline);
  pqxx::result execute(const std::string& sql);
  std::string name(const std::string& identifier) { return session->quote_name(identifier); }
  std::string text(const std::string& value) { return session->quote(value); }
  void end_sessions();
  void drop_databases(bool keep_template);
  void drop_roles();
  void make_roles(const PostgresLease& lease);
};

void PostgresServer::State::start(const fs::path& prepared, std::optional<Owner> owner) {
  if (owner && ::chown(directory.path().c_str(), owner->uid, owner->gid) != 0)
    throw environment_fault(cat("postgres: ", directory.path().string(), ": cannot be given to its user"));
  const Completed copied =
      run({.argv = {"/bin/cp", "-a", "--reflink=auto", (prepared / "data").string(),
                    (directory.path() / "d").string()},
           .environment = {{"PATH", "/usr/bin:/bin"}}, .cwd = directory.path(), .run_as = owner},
          Deadline::in(60s));
  const Completed made =
      run({.argv = {"/bin/mkdir", "-m", "700", sockets().string()},
           .environment = {{"PATH", "/usr/bin:/bin"}}, .cwd = directory.path(), .run_as = owner},
          Deadline::in(10s));
  if (!copied.ok() || !made.ok())
    throw environment_fault(cat("postgres: ", directory.path().string(), ": the cluster cannot be copied: ",
                                trimmed(printable(copied.err + made.err))),
                            "each slot needs 64 MiB free there; use fewer slots with -j");
  UniqueFd output(::open(log().c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600));
  Spawn spawn{.argv = {(installation.bin / "postgres").string(), "-D", (directory.path() / "d").string()},
              .environment = {{"PATH", "/usr/bin:/bin"}, {"LANG", "C.UTF-8"}, {"TZ", "UTC"}},
              .cwd = directory.path(),
              .descriptors = {{1, output.get()}, {2, output.get()}},
              .run_as = owner};
  // Shared memory lies in the cluster's own directory: what a server that was killed leaves of it goes with that.
  for (const std::string& setting :
       {std::string("dynamic_shared_memory_type=mmap"), std::string("listen_addresses="), "unix_socket_directories=" + sockets().string(),
        std::string("unix_socket_permissions=0700"), std::string("fsync=off"),
        std::string("synchronous_commit=off"), std::string("full_page_writes=off"),
        std::string("wal_level=minimal"), std::string("max_wal_senders=0"), std::string("autovacuum=off"),
        std::string("shared_buffers=16MB"), std::string("max_connections=60"),
        std::string("logging_collector=off"), std::string("jit=off"), std::string("log_min_messages=fatal"),
        std::string("log_min_error_statement=panic"), std::string("max_prepared_transactions=0")}) {
    spawn.argv.push_back("-c");
    spawn.argv.push_back(setting);
  }
  server = assay::spawn(spawn);
}

void PostgresServer::State::connect(Deadline deadline) {
  std::string last;
  while (!deadline.passed()) {
    if (server.wait(Deadline::in(0ms)))
      throw environment_fault(cat("postgres ", installation.version, ": ended at its start: ",
                                  clipped(trimmed(printable(read_file(log()))), 400)),
                              "its directory was " + directory.path().string());
    try {
      session = std::make_unique<pqxx::connection>(
          connection_words(sockets(), postgres_superuser, superuser_password, "postgres"));
      return;
    } catch (const pqxx::broken_connection& error) {
      last = trimmed(split(error.what(), '\n').front());
    }
    std::this_thread::sleep_for(3ms);  // the server has no event to wait for: ask again
  }
  throw environment_fault(cat("postgres ", installation.version, ": not ready after 10 s: ", last));
}

pqxx::result PostgresServer::State::execute(const std::string& sql) {
  try {
    pqxx::nontransaction work(*session);
    return work.exec(sql);
  } catch (const pqxx::failure& error) {
    throw environment_fault(cat("postgres: ", trimmed(split(error.what(), '\n').front())));
  }
}

void PostgresServer::State::end_sessions() {
  // pg_terminate_backend with a time limit and DROP … WITH (FORCE) sleep in steps of 100 ms; asking again is faster.
  const std::string others =
      "FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_catalog.pg_backend_pid()";
  const Deadline deadline = Deadline::in(5s);
  while (!deadline.passed()) {
    if (execute("SELECT pg_catalog.pg_terminate_backend(pid) " + others).empty()) return;
    std::this_thread::sleep_for(1ms);
  }
  throw environment_fault("postgres: sessions of the last unit did not end within 5 s");
}

void PostgresServer::State::drop_databases(bool keep_template) {
  const pqxx::result found = execute(
      "SELECT datname FROM pg_catalog.pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1')");
  for (const auto& row : found) {
    const std::string database = row[0].as<std::string>();
    if (keep_template && database == kept_template) continue;
    execute(cat("ALTER DATABASE ", name(database), " WITH IS_TEMPLATE false ALLOW_CONNECTIONS false"));
    end_sessions();
    execute("DROP DATABASE " + name(database));
  }
}

void PostgresServer::State::drop_roles() {
  const pqxx::result found = execute(
      cat("SELECT rolname FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' AND rolname <> ", text(postgres_superuser)));
  for (const auto& row : found) {
    execute(cat("DROP OWNED BY ", name(row[0].as<std::string>()), " CASCADE"));
    execute("DROP ROLE " + name(row[0].as<std::string>()));
  }
}

void PostgresServer::State::make_roles(const PostgresLease& lease) {
  const auto exists = [&](const std::string& role) {
    return !execute("SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = " + text(role)).empty();
  };
  const std::string rights = " WITH LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT CONNECTION LIMIT -1 "
                             "VALID UNTIL 'infinity' PASSWORD ";
  for (const auto& [role, password, more] :
       {std::tuple{lease.user, lease.password, " CREATEDB"}, {lease.reader, lease.reader_password, " NOCREATEDB"}}) {
    execute(cat(exists(role) ? "ALTER ROLE " : "CREATE ROLE ", name(role), rights, text(password), more));
    execute(cat("ALTER ROLE ", name(role), " RESET ALL"));
  }
  execute(cat("GRANT ", name(lease.user), " TO ", name(lease.reader)));
}

PostgresServer::PostgresServer(const PostgresInstallation& installation, const ServiceNeed& need,
                               const fs::path& place, std::optional<Owner> owner)
    : state_(new State{.need = need,
                       .installation = installation,
                       .directory = TemporaryDirectory(place, "pg-"),
                       .server = {}, .superuser_password = {}, .session = nullptr, .role_of = {},
                       .template_of = {}}) {
  const fs::path prepared = prepared_cluster(installation, owner);
  state_->start(prepared, owner);
  state_->superuser_password = trimmed(read_file(prepared / "password"));
  state_->connect(Deadline::in(10s));
  // The password of the prepared cluster is known to its file; this run's is known to this process alone.
  const std::string fresh = random_word();
  state_->execute(cat("ALTER ROLE ", postgres_superuser, " PASSWORD ", state_->text(fresh)));
  state_->superuser_password = fresh;
  state_->execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC");
}

PostgresServer::~PostgresServer() {
  state_->session.reset();
  state_->server.kill(SIGQUIT);
  state_->server.wait(Deadline::in(2s));
}

PostgresLease PostgresServer::lease(const std::string& submission, Start start) {
  PostgresLease lease{.socket_directory = state_->sockets().string(),
                      .user = state_->need.user,
                      .password = state_->need.password,
                      .database = state_->need.database,
                      .reader = reader_role,
                      .reader_password = random_word()};
  const bool same = state_->role_of == submission;
  state_->end_sessions();
  state_->drop_databases(same && !state_->template_of.empty());
  if (!same) {
    state_->template_of.clear();
    state_->drop_roles();
  }
  state_->make_roles(lease);
  state_->role_of = submission;
  const bool cloned = start == Start::prepared && has_template(submission);
  const bool strategies = std::atoi(state_->installation.version.c_str()) >= 15;
  state_->execute(cat("CREATE DATABASE ", state_->name(lease.database), " OWNER ", state_->name(lease.user),
                      cloned ? cat(" TEMPLATE ", kept_template) : std::string(),
                      strategies ? " STRATEGY file_copy" : ""));
  return lease;
}

void PostgresServer::keep_as_template(const std::string& submission) {
  state_->end_sessions();
  state_->execute(cat("ALTER DATABASE ", state_->name(state_->need.database), " RENAME TO ", kept_template));
  state_->execute(cat("ALTER DATABASE ", kept_template, " OWNER TO ", postgres_superuser));
  state_->execute(cat("ALTER DATABASE ", kept_template, " WITH ALLOW_CONNECTIONS false"));
  state_->template_of = submission;
}

bool PostgresServer::has_template(const std::string& submission) const {
  return !state_->template_of.empty() && state_->template_of == submission;
}

bool PostgresServer::answers() {
  if (state_->server.wait(Deadline::in(0ms))) return false;
  try {
    pqxx::nontransaction work(*state_->session);
    return !work.exec("SELECT 1").empty();
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace assay
