#include "sandbox/cell_under_test.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

namespace assay {
namespace {

bool connects(int fd, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return true;
  if (errno != EINPROGRESS) return false;
  pollfd ready{fd, POLLOUT, 0};
  int error = 0;
  socklen_t size = sizeof error;
  return ::poll(&ready, 1, 5000) == 1 && ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

/// The port in "listeners NAME:PORT" or "ports NAME:PORT".
int only_port(const std::string& answer) { return std::stoi(answer.substr(answer.rfind(':') + 1)); }

constexpr char server[] =
    "import socket\n"
    "s = socket.create_server(('127.0.0.1', {port.api}))\n"
    "print('ready', flush=True)\n"
    "while True:\n"
    "  c, _ = s.accept()\n"
    "  c.sendall(b'hello'); c.close()\n";

TEST_P(Cells, StartsARoleAndKeepsItsStateAfterItsEnd) {
  cell.spec.shell("worker", "echo out; echo err >&2; exit 3");
  cell.start();
  EXPECT_EQ(cell.state("worker"), "none 0 0");
  EXPECT_EQ(cell.said("start worker"), "started worker");
  ASSERT_TRUE(cell.ends("worker"));
  EXPECT_EQ(cell.state("worker"), "exited 3 8");
  EXPECT_EQ(cell.said("output worker 0"), "output worker 0 8\nout\nerr\n");
  EXPECT_EQ(cell.said("output worker 6"), "output worker 6 8\nr\n");
  EXPECT_EQ(cell.said("output worker 99"), "output worker 8 8\n");
  EXPECT_EQ(cell.said("signal worker term"), "gone worker");
  const std::string report = cell.finish();
  EXPECT_TRUE(report.starts_with("role worker 8 8 0\nout\nerr\nend cpu_ms=")) << report;
  EXPECT_EQ(cell.status, 0);
}

TEST_P(Cells, SaysWhyARoleCannotBeStarted) {
  cell.spec.add("role", "api").add("arg", "/nowhere/program");
  cell.spec.shell("lost", "true").add("cwd", "no/such/directory");
  cell.start();
  EXPECT_EQ(cell.said("start api"), cat("failed api ", ENOENT));
  EXPECT_EQ(cell.said("start lost"), cat("failed lost ", ENOENT));
  EXPECT_EQ(cell.state("api"), "none 0 0");
}

TEST_P(Cells, StartsARunningRoleOnlyOnceAndAnEndedOneAgain) {
  cell.spec.shell("worker", "echo $$; sleep 60");
  cell.start();
  EXPECT_EQ(cell.said("start worker"), "started worker");
  EXPECT_EQ(cell.said("start worker"), cat("failed worker ", EBUSY));
  const std::string first = cell.line("worker");
  EXPECT_EQ(cell.said("signal worker kill"), "signalled worker");
  EXPECT_TRUE(cell.state("worker").starts_with("signalled 9 "));
  EXPECT_EQ(cell.said("start worker"), "started worker");
  EXPECT_TRUE(cell.state("worker").starts_with("running 0 "));
  EXPECT_TRUE(eventually([&] { return split(cell.output("worker"), '\n').size() == 3; }));
  EXPECT_TRUE(cell.output("worker").starts_with(first + "\n"));
}

TEST_P(Cells, KillsARoleThatIgnoresSigterm) {
  cell.spec.shell("stubborn", "trap '' TERM; echo $$; while :; do sleep 60; done");
  cell.start();
  cell.said("start stubborn");
  const std::string pid = cell.living_pid("stubborn");
  EXPECT_EQ(cell.said("signal stubborn term"), "signalled stubborn");
  EXPECT_EQ(cell.said("signal stubborn kill"), "signalled stubborn");
  EXPECT_FALSE(process_lives(pid));
}

TEST_P(Cells, KillsADaemonWithItsRoleAndLeavesOthersAlone) {
  cell.spec.shell("forker", "setsid sh -c 'sh -c \"echo \\$\\$; exec sleep 60\" & exit' & sleep 60");
  cell.spec.shell("bystander", "echo $$; sleep 60");
  cell.start();
  cell.said("start bystander");
  cell.said("start forker");
  const std::string daemon = cell.living_pid("forker"), bystander = cell.living_pid("bystander");
  EXPECT_EQ(cell.said("signal forker kill"), "signalled forker");
  EXPECT_FALSE(process_lives(daemon));
  EXPECT_TRUE(process_lives(bystander));
  EXPECT_EQ(cell.state("bystander").substr(0, 7), "running");
}

TEST_P(Cells, EndsWhatARoleLeavesBehindWhenItEnds) {
  cell.spec.shell("script", "setsid sleep 60 & echo $!; while [ ! -e go ]; do sleep 0.01; done");
  cell.spec.shell("sign", "touch go");
  cell.start();
  cell.said("start script");
  const std::string daemon = cell.living_pid("script");
  cell.said("start sign");
  ASSERT_TRUE(cell.ends("script"));
  EXPECT_FALSE(process_lives(daemon));
}

TEST_P(Cells, KillsEverythingWhenTheSuiteHasGone) {
  cell.spec.shell("forker", "trap '' TERM; setsid sh -c 'echo $$; while :; do sleep 60; done' & sleep 60");
  cell.start();
  cell.said("start forker");
  const std::string daemon = cell.living_pid("forker");
  const std::string report = cell.finish();
  EXPECT_FALSE(process_lives(daemon));
  EXPECT_EQ(cell.status, 0);
  EXPECT_NE(report.find("\nend cpu_ms="), std::string::npos) << report;
}

TEST_P(Cells, KillsEverythingWhenTheHarnessHasGone) {
  cell.spec.shell("daemon", "setsid sh -c 'echo $$; sleep 60' & sleep 60");
  cell.start();
  cell.said("start daemon");
  const std::string daemon = cell.living_pid("daemon");
  cell.close_report();
  EXPECT_TRUE(cell.child.wait(Deadline::in(10s)));
  EXPECT_FALSE(process_lives(daemon));
}

TEST_P(Cells, KillsEverythingAtSigterm) {
  cell.spec.shell("daemon", "setsid sh -c 'echo $$; sleep 60' & sleep 60");
  cell.start();
  cell.said("start daemon");
  const std::string daemon = cell.living_pid("daemon");
  ::kill(cell.child.pid(), SIGTERM);
  EXPECT_TRUE(cell.report().starts_with("role daemon "));
  EXPECT_EQ(cell.status, 0);
  EXPECT_FALSE(process_lives(daemon));
}

TEST_P(Cells, KillsEverythingWhenItsChildObjectGoes) {
  cell.spec.shell("daemon", "setsid sh -c 'echo $$; sleep 60' & sleep 60");
  cell.start();
  cell.said("start daemon");
  const std::string daemon = cell.living_pid("daemon");
  cell.child = Child();
  EXPECT_FALSE(process_lives(daemon));
}

TEST_P(Cells, FreezesAndThawsAllOfARole) {
  cell.spec.shell("clock", "setsid sh -c 'while :; do echo tick; sleep 0.01; done' & wait");
  cell.start();
  cell.said("start clock");
  const auto written = [&] { return split(cell.state("clock"), ' ').at(2); };
  ASSERT_TRUE(eventually([&] { return written() != "0"; }));
  EXPECT_EQ(cell.said("signal clock freeze"), "signalled clock");
  const std::string frozen = written();
  ::poll(nullptr, 0, 100);   // What is to be shown is that nothing happens.
  EXPECT_EQ(written(), frozen);
  EXPECT_EQ(cell.said("signal clock thaw"), "signalled clock");
  EXPECT_TRUE(eventually([&] { return written() != frozen; }));
}

TEST_P(Cells, GivesExactlyTheEnvironmentOfTheSpecification) {
  cell.spec.add("env", "SHARED=yes").add("env", "WHO=all");
  cell.spec.add("role", "show").add("arg", "env").add("role.env", "WHO=me");
  cell.start();
  cell.said("start show");
  ASSERT_TRUE(cell.ends("show"));
  EXPECT_EQ(cell.output("show"), "WHO=me\nPATH=/usr/bin:/bin\nSHARED=yes\n");
}

TEST_P(Cells, GivesARoleNoDescriptorsButTheStandardOnes) {
  const UniqueFd stray(::dup(0));   // NOLINT: not close-on-exec on purpose
  cell.spec.add("listen", "postgres").add("port", "api");
  cell.spec.shell("show", "ls /proc/self/fd; readlink /proc/$$/fd/0; umask; pwd;"
                          "cut -d' ' -f5,6 /proc/$$/stat; echo $$");
  cell.start();
  cell.said("start show");
  ASSERT_TRUE(cell.ends("show"));
  const auto lines = split(cell.output("show"), '\n');
  ASSERT_EQ(lines.size(), 10u) << cell.output("show");
  EXPECT_EQ(join({lines.begin(), lines.begin() + 7}, "\n"), "0\n1\n2\n3\n/dev/null\n0077\n" + cell.inner_box());
  EXPECT_EQ(lines[7], cat(lines[8], " ", lines[8]));
}

TEST_P(Cells, PutsChosenPortsIntoWordsAndHandsOutSocketsThatReachThem) {
  cell.spec.add("port", "api").add("env", "PORT={port.api}");
  cell.spec.add("role", "api").add("arg", "/usr/bin/python3").add("arg", "-c").add("arg", server);
  cell.start();
  const int port = only_port(cell.said("ports"));
  EXPECT_GE(port, 20000);
  EXPECT_LE(port, 29999);
  EXPECT_EQ(cell.said("start api"), "started api");
  ASSERT_EQ(cell.line("api"), "ready");
  EXPECT_EQ(cell.said("listening api"), cat("listening api 127.0.0.1:", port));
  Answer sockets = cell.ask("sockets 3");
  EXPECT_EQ(sockets.text, "sockets 3");
  ASSERT_EQ(sockets.fds.size(), 3u);
  for (const UniqueFd& socket : sockets.fds) {
    ASSERT_TRUE(connects(socket.get(), port));
    pollfd ready{socket.get(), POLLIN, 0};
    ASSERT_EQ(::poll(&ready, 1, 5000), 1);
    char text[6] = {};
    EXPECT_EQ(::read(socket.get(), text, 5), 5);
    EXPECT_STREQ(text, "hello");
  }
  EXPECT_EQ(cell.said("signal api kill"), "signalled api");
  EXPECT_EQ(cell.said("listening api"), "listening api");
}

TEST_P(Cells, SaysHowLongARoleHasWaitedForAProcessor) {
  const char* const crowd = "import os\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n[os.fork() for _ in 'ab']\nwhile True: pass";
  cell.spec.add("role", "crowd").add("arg", "/usr/bin/python3").add("arg", "-c").add("arg", crowd);
  cell.spec.add("role", "idle").add("arg", "/usr/bin/python3").add("arg", "-c").add("arg", "print('up', flush=True)\nimport time\ntime.sleep(999)");
  cell.start();
  const auto waited = [&](const std::string& role) { return std::stoll(cell.said("waited " + role).substr(("waited " + role).size())); };
  EXPECT_EQ(cell.said("waited idle"), "waited idle 0");
  EXPECT_EQ(cell.said("start idle"), "started idle");
  ASSERT_EQ(cell.line("idle"), "up");
  EXPECT_EQ(cell.said("start crowd"), "started crowd");
  const Deadline deadline = Deadline::in(30s);
  while (waited("crowd") < waited("idle") + 300 && !deadline.passed()) std::this_thread::sleep_for(5ms);
  EXPECT_GE(waited("crowd"), waited("idle") + 300);
}

TEST_P(Cells, HandsOutListenersThatARoleReaches) {
  cell.spec.add("listen", "postgres").add("listen", "redis");
  cell.spec.shell("client", "exec python3 -c 'import socket; "
                            "print(socket.create_connection((\"127.0.0.1\", {port.redis})).recv(9).decode())'");
  cell.start();
  Answer listeners = cell.ask("listeners");
  const std::size_t each = is_full(GetParam()) ? 2 : 1;   // For IPv4 and IPv6.
  ASSERT_EQ(listeners.fds.size(), 2 * each) << listeners.text;
  EXPECT_TRUE(listeners.text.starts_with("listeners postgres:")) << listeners.text;
  cell.said("start client");
  pollfd ready{listeners.fds[each].get(), POLLIN, 0};
  ASSERT_EQ(::poll(&ready, 1, 10'000), 1);
  const UniqueFd accepted(::accept4(listeners.fds[each].get(), nullptr, nullptr, SOCK_CLOEXEC));
  ASSERT_EQ(::write(accepted.get(), "from suite", 9), 9);
  EXPECT_EQ(cell.line("client"), "from suit");
}

TEST_P(Cells, ChoosesOtherPortsThanAnotherCell) {
  if (is_full(GetParam())) GTEST_SKIP() << "each has all of them";
  CellUnderTest other(GetParam());
  for (CellUnderTest* each : {&cell, &other}) {
    each->spec.add("port", "a").add("port", "b").add("listen", "c");
    each->start();
  }
  const auto ports = [](CellUnderTest& each) { return each.said("ports").substr(6) + each.said("listeners").substr(10); };
  const auto ours = split(ports(cell), ' '), theirs = split(ports(other), ' ');
  for (const auto& port : ours) EXPECT_EQ(std::count(theirs.begin(), theirs.end(), port), 0) << port;
}

TEST_P(Cells, AnswersBadToWhatItDoesNotKnow) {
  cell.spec.shell("api", "sleep 60");
  cell.start();
  for (const char* request : {"dance", "start", "start nobody", "start api now", "signal api hup", "sockets 17",
                              "sockets -1", "output api", "output api x", "state", "listeners please"})
    EXPECT_EQ(cell.said(request), "bad") << request;
  EXPECT_EQ(cell.said(std::string(300, 'x')), "bad");
  EXPECT_EQ(cell.said(std::string("state\0api", 9)), "bad");
  EXPECT_EQ(cell.state("api"), "none 0 0");
}

INSTANTIATE_TEST_SUITE_P(As, Cells, all_privileges, privilege_of);

}  // namespace
}  // namespace assay
