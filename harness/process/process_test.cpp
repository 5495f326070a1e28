#include "process/process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <csignal>
#include <thread>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "process/life_test.hpp"
#include "process/shell_test.hpp"

namespace assay {
namespace {

using namespace std::chrono_literals;

std::string said(const std::string& script) {
  const Completed completed = run(shell(script), Deadline::in(10s));
  EXPECT_TRUE(completed.ok()) << describe_status(completed.status) << completed.err;
  return completed.out;
}

TEST(Process, SaysWhyAProgramCannotBeStarted) {
  try {
    spawn({.argv = {"/nowhere/program"}, .environment = {}});
    FAIL() << "it started";
  } catch (const Fault& fault) {
    EXPECT_EQ(fault.status(), ExitStatus::not_graded);
    EXPECT_STREQ(fault.what(), "/nowhere/program: cannot be started: No such file or directory");
  }
}

TEST(Process, SaysThatTheDirectoryWasTheReason) {
  Spawn what = shell("true");
  what.cwd = "/nowhere";
  try {
    spawn(what);
    FAIL() << "it started";
  } catch (const Fault& fault) {
    EXPECT_STREQ(fault.what(),
                 "/bin/sh: cannot be started: working directory '/nowhere': No such file or directory");
  }
}

TEST(Process, GivesExactlyTheEnvironment) {
  Spawn what{.argv = {"/usr/bin/env"}, .environment = {{"A", "1"}, {"B", "two words"}}};
  EXPECT_EQ(run(what, Deadline::in(10s)).out, "A=1\nB=two words\n");
}

TEST(Process, InheritsExactlyTheDescriptorsAskedFor) {
  const UniqueFd stray(::open("/dev/null", O_RDONLY));   // NOLINT: not close-on-exec on purpose
  const UniqueFd given = memory_file("given", "text");
  Spawn what{.argv = {"/bin/ls", "/proc/self/fd"}, .environment = {}};
  what.descriptors = {{3, given.get()}, {40, given.get()}};
  // ls itself opens the directory with the lowest free number, 4.
  EXPECT_EQ(run(what, Deadline::in(10s)).out, "0\n1\n2\n3\n4\n40\n");
}

TEST(Process, ExchangesDescriptorsWithOverlappingNumbers) {
  const UniqueFd first = memory_file("first", "1");
  const UniqueFd second = memory_file("second", "2");
  Spawn what = shell(cat("cat <&", first.get(), "; cat <&", second.get()));
  what.descriptors = {{first.get(), second.get()}, {second.get(), first.get()}};
  EXPECT_EQ(run(what, Deadline::in(10s)).out, "21");
}

TEST(Process, FillsTheStandardDescriptorsWithDevNull) {
  const UniqueFd out = memory_file("out", "");
  // sh itself has the three; only readlink's own output is turned aside.
  Spawn what = shell("names=$(readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2); echo \"$names\" >&3");
  what.descriptors = {{3, out.get()}};
  Child child = spawn(what);
  ASSERT_EQ(child.wait(Deadline::in(10s)), 0);
  char text[100] = {};
  ASSERT_GT(::pread(out.get(), text, sizeof text - 1, 0), 0);
  EXPECT_STREQ(text, "/dev/null\n/dev/null\n/dev/null\n");
}

TEST(Process, LeadsASessionOfItsOwnWithoutNewPrivileges) {
  const auto status = split(
      said("echo $$ $(cut -d' ' -f5,6 /proc/$$/stat); umask; grep NoNewPrivs /proc/$$/status"), '\n');
  ASSERT_GE(status.size(), 3u);
  const auto ids = split(status[0], ' ');
  ASSERT_EQ(ids.size(), 3u);
  EXPECT_EQ(ids[0], ids[1]);
  EXPECT_EQ(ids[0], ids[2]);
  EXPECT_EQ(status[1], "0077");
  EXPECT_EQ(status[2], "NoNewPrivs:\t1");
}

TEST(Process, KeepsPrivilegeWhenAsked) {
  Spawn what = shell("grep NoNewPrivs /proc/$$/status");
  what.keep_privilege = true;
  EXPECT_EQ(run(what, Deadline::in(10s)).out, "NoNewPrivs:\t0\n");
}

TEST(Process, StartsWithNoSignalBlockedOrIgnored) {
  const auto before = ::signal(SIGPIPE, SIG_IGN);
  const std::string masks = said("grep -E 'Sig(Blk|Ign)' /proc/self/status");
  ::signal(SIGPIPE, before);
  EXPECT_EQ(masks, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST(Process, SetsLimits) {
  Spawn what = shell("ulimit -n; ulimit -f");
  what.rlimits = {{RLIMIT_NOFILE, 17}, {RLIMIT_FSIZE, 1024 * 1024}};
  EXPECT_EQ(run(what, Deadline::in(10s)).out, "17\n2048\n");
}

TEST(Process, ChangesTheUserCompletely) {
  if (::getuid() != 0) GTEST_SKIP() << "needs root";
  Spawn what = shell("grep -E '^(Uid|Gid|Groups|CapEff|CapPrm)' /proc/$$/status");
  what.run_as = Owner{61000, 61000};
  EXPECT_EQ(run(what, Deadline::in(10s)).out,
            "Uid:\t61000\t61000\t61000\t61000\nGid:\t61000\t61000\t61000\t61000\nGroups:\t \n"
            "CapPrm:\t0000000000000000\nCapEff:\t0000000000000000\n");
}

TEST(Process, CountsCpuTimeOfTheChildAndItsDescendants) {
  Child child = spawn(shell("sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'"));
  ASSERT_EQ(child.wait(Deadline::in(30s)), 0);
  EXPECT_GT(child.cpu(), 20ms);
}

TEST(Process, DiesWithItsChildObject) {
  auto [read, write] = make_pipe();
  {
    Spawn what = shell("trap '' TERM; sleep 60");
    what.descriptors = {{1, write.get()}};
    const Child child = spawn(what);
    child.kill(SIGTERM);
    write.reset();
  }
  pollfd end{read.get(), POLLIN, 0};
  ASSERT_EQ(::poll(&end, 1, 5000), 1) << "somebody of the group lives";
  EXPECT_TRUE(end.revents & POLLHUP);
}

TEST(Process, EndsByItselfWhenGivenGrace) {
  auto [read, write] = make_pipe();
  {
    Spawn what = shell("trap 'echo cleaned; exit' TERM; echo ready; while :; do sleep 0.01; done");
    what.descriptors = {{1, write.get()}};
    what.grace = 10s;
    const Child child = spawn(what);
    write.reset();
    char text[6];
    ASSERT_EQ(::read(read.get(), text, sizeof text), 6);
  }
  char text[20] = {};
  ASSERT_GT(::read(read.get(), text, sizeof text - 1), 0);
  EXPECT_STREQ(text, "cleaned\n");
}

TEST(Process, WaitsNoLongerThanTheDeadline) {
  Child child = spawn(shell("sleep 60"));
  EXPECT_EQ(child.wait(Deadline::in(50ms)), std::nullopt);
  child.kill(SIGTERM);
  const auto status = child.wait(Deadline::in(10s));
  ASSERT_TRUE(status);
  EXPECT_EQ(WTERMSIG(*status), SIGTERM);
}

TEST(Process, StartsFromManyThreadsAtOnceAndOutlivesThem) {
  std::vector<std::thread> threads;
  std::vector<Child> sleepers(8);
  for (int number = 0; number < 8; ++number)
    threads.emplace_back([&, number] {
      sleepers[number] = spawn(shell("sleep 60"));
      for (int round = 0; round < 10; ++round)
        EXPECT_EQ(run(shell(cat("echo ", number)), Deadline::in(20s)).out, cat(number, "\n"));
    });
  for (auto& thread : threads) thread.join();
  // The threads that asked have ended; PR_SET_PDEATHSIG must not have fired.
  for (auto& sleeper : sleepers) EXPECT_EQ(sleeper.wait(Deadline::in(0ms)), std::nullopt);
}

/// What runs in a copy of the test program: starts a sleeper, writes its pid, and is killed.
TEST(Process, DiesWithTheProgram) {
  auto [read, write] = make_pipe();
  if (std::getenv("ASSAY_TEST_PARENT")) {
    const Child child = spawn({.argv = {"/bin/sleep", "60"}, .environment = {}});
    const std::string pid = cat(child.pid(), "\n");
    ASSERT_GT(::write(3, pid.data(), pid.size()), 0);
    ::raise(SIGKILL);
  }
  Spawn parent{.argv = {"/proc/self/exe", "--gtest_filter=Process.DiesWithTheProgram"},
               .environment = {{"ASSAY_TEST_PARENT", "1"}}};
  parent.argv[0] = fs::read_symlink("/proc/self/exe");
  parent.descriptors = {{3, write.get()}};
  Child child = spawn(parent);
  write.reset();
  char pid[32] = {};
  ASSERT_GT(::read(read.get(), pid, sizeof pid - 1), 0);
  ASSERT_TRUE(child.wait(Deadline::in(10s)));
  EXPECT_TRUE(gone(trimmed(pid)));
}

}  // namespace
}  // namespace assay
