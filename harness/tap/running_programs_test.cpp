// Faults under running programs, in front of the real servers: a program sees its own service cut, delayed, silent and back, and its
// neighbour on the same server notices nothing.
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "base/files.hpp"
#include "base/source_root_test.hpp"
#include "base/text.hpp"
#include "process/ordinary_test.hpp"
#include "process/process.hpp"
#include "service/service.hpp"
#include "tap/relay.hpp"
#include "tap/relay_fixture.hpp"

namespace assay {
namespace {

/// drivers/keep_asking.py behind a relay of its own.
class Program {
 public:
  Program(const std::string& kind, const std::string& socket, std::map<std::string, std::string> environment) {
    auto [listeners, port] = loopback_listeners();
    relay_.emplace(std::move(listeners), socket);
    auto [input, input_end] = make_pipe();
    auto [lines, lines_end] = make_pipe();
    environment.merge(std::map<std::string, std::string>{{"PATH", "/usr/bin:/bin"}, {"HOME", "/"}, {"LANG", "C.UTF-8"}});
    child_ = spawn({.argv = {course_python(), (source_root / "harness/tap/drivers/keep_asking.py").string(), kind, cat(port)},
                    .environment = std::move(environment),
                    .descriptors = {{0, input.get()}, {1, lines_end.get()}}});
    input_ = std::move(input_end);
    lines_ = std::move(lines);
  }

  Relay& relay() { return *relay_; }

  /// The next line that begins so; what comes before it is passed over. Empty when none came within ten seconds.
  std::string next(const std::string& beginning) {
    for (const Deadline deadline = Deadline::in(10s); !deadline.passed();) {
      for (std::size_t end; (end = text_.find('\n')) != std::string::npos;) {
        const std::string line = text_.substr(0, end);
        text_.erase(0, end + 1);
        if (line.starts_with("error")) ++errors_;
        if (line.starts_with(beginning)) return line;
      }
      pollfd waiting{lines_.get(), POLLIN, 0};
      char bytes[4096];
      if (::poll(&waiting, 1, static_cast<int>(deadline.left().count())) != 1) break;
      const ssize_t got = ::read(lines_.get(), bytes, sizeof bytes);
      if (got <= 0) break;
      text_.append(bytes, static_cast<std::size_t>(got));
    }
    return "";
  }
  bool answers() { return !next("ok").empty(); }
  /// What is already written does not count: an answer to a request that was made after this call.
  bool answers_anew() { return forget() && answers() && answers(); }
  bool fails_anew() { return forget() && !next("error").empty(); }
  int errors() const { return errors_; }
  void end() {
    input_.reset();
    EXPECT_TRUE(child_.wait(Deadline::in(10s)).has_value());
  }

 private:
  static std::string course_python() {
    const Completed asked = run({.argv = {(source_root / "ci/runtime/install").string(), "--print"},
                                 .environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", std::getenv("HOME") ? std::getenv("HOME") : "/"}}},
                                Deadline::in(300s));
    return trimmed(asked.out) + "/course/bin/python";
  }
  bool forget() {
    pollfd waiting{lines_.get(), POLLIN, 0};
    char bytes[4096];
    while (::poll(&waiting, 1, 0) == 1) {
      const ssize_t got = ::read(lines_.get(), bytes, sizeof bytes);
      if (got <= 0) return false;
      text_.append(bytes, static_cast<std::size_t>(got));
    }
    for (const std::string& line : split(text_, '\n')) errors_ += line.starts_with("error");
    text_.clear();
    return true;
  }

  std::optional<Relay> relay_;
  UniqueFd input_, lines_;
  Child child_;
  std::string text_;
  int errors_ = 0;
};

/// What is done to `disturbed` while `neighbour` goes on.
void disturb_and_restore(Program& disturbed, Program& neighbour) {
  ASSERT_TRUE(disturbed.answers());
  ASSERT_TRUE(neighbour.answers());

  // A driver may hide it: redis-py connects anew before it sends the next command.
  const std::uint64_t connections = disturbed.relay().counts().accepted;
  disturbed.relay().cut();
  EXPECT_TRUE(disturbed.answers_anew()) << "no new connection after a cut";
  EXPECT_GT(disturbed.relay().counts().accepted, connections) << "the connection was not cut";

  disturbed.relay().refuse();
  EXPECT_TRUE(disturbed.fails_anew());
  EXPECT_TRUE(neighbour.answers_anew());
  disturbed.relay().restore();
  EXPECT_TRUE(disturbed.answers_anew()) << "refused for ever";

  disturbed.relay().stall();
  EXPECT_TRUE(disturbed.fails_anew()) << "silence went unnoticed";
  EXPECT_TRUE(neighbour.answers_anew());
  disturbed.relay().restore();
  EXPECT_TRUE(disturbed.answers_anew()) << "silent for ever";

  disturbed.relay().delay(20ms);
  EXPECT_TRUE(disturbed.answers_anew()) << "a delayed answer was lost";
  disturbed.relay().restore();
  EXPECT_TRUE(disturbed.answers_anew());

  EXPECT_TRUE(neighbour.answers_anew());
  EXPECT_EQ(neighbour.errors(), 0) << "the neighbour noticed";
  disturbed.end();
  neighbour.end();
}

TEST(RunningProgramTest, LivesThroughFaultsOfPostgres) {
  const TemporaryDirectory place(work_place(256u << 20), "assay-test-");
  fs::permissions(place.path(), fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  const auto installation = find_postgres();
  ASSERT_TRUE(installation);
  PostgresServer server(*installation, {.user = "ada", .password = "secret", .database = "asking"}, place.path(), ordinary());
  const PostgresLease lease = server.lease("ada", Start::empty);
  const std::map<std::string, std::string> login{{"PGUSER", lease.user}, {"PGPASSWORD", lease.password}, {"PGDATABASE", lease.database}};
  std::map<std::string, std::string> environment = login;
  environment.merge(std::map<std::string, std::string>{{"PATH", "/usr/bin:/bin"}, {"PGHOST", lease.socket_directory}});
  const Completed made = run({.argv = {"/usr/bin/psql", "-qc", "CREATE SEQUENCE asked"}, .environment = environment}, Deadline::in(30s));
  ASSERT_TRUE(made.ok()) << made.err;
  Program disturbed("postgres", lease.socket(), login), neighbour("postgres", lease.socket(), login);
  disturb_and_restore(disturbed, neighbour);
}

TEST(RunningProgramTest, LivesThroughFaultsOfRedis) {
  const TemporaryDirectory place(work_place(64u << 20), "assay-test-");
  const fs::path home = place.path() / "redis";
  fs::create_directory(home);
  fs::permissions(place.path(), fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  if (const auto owner = ordinary()) {
    ASSERT_EQ(::chown(home.c_str(), owner->uid, owner->gid), 0);
  }
  const std::string socket = (home / "r.sock").string();
  Child server = spawn({.argv = {"/usr/bin/redis-server", "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", "--save", "",
                                 "--appendonly", "no", "--dir", home.string()},
                        .environment = {{"PATH", "/usr/bin:/bin"}, {"LANG", "C.UTF-8"}},
                        .run_as = ordinary()});
  const Deadline deadline = Deadline::in(10s);
  const auto pong = [&] { return run({.argv = {"/usr/bin/redis-cli", "-s", socket, "ping"}}, deadline).out == "PONG\n"; };
  while (!pong()) ASSERT_FALSE(deadline.passed()) << "redis-server does not answer";
  Program disturbed("redis", socket, {}), neighbour("redis", socket, {});
  disturb_and_restore(disturbed, neighbour);
  server.kill(SIGTERM);
  EXPECT_TRUE(server.wait(Deadline::in(10s)).has_value());
}

}  // namespace
}  // namespace assay
