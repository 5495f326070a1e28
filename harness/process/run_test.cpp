#include <gtest/gtest.h>
#include <signal.h>

#include <thread>

#include "base/text.hpp"
#include "process/life_test.hpp"
#include "process/process.hpp"
#include "process/shell_test.hpp"

namespace assay {
namespace {

using namespace std::chrono_literals;

TEST(Run, ReturnsOutputsAndStatus) {
  const Completed completed = run(shell("echo out; echo err >&2; exit 7"), Deadline::in(10s));
  EXPECT_EQ(completed.out, "out\n");
  EXPECT_EQ(completed.err, "err\n");
  EXPECT_EQ(describe_status(completed.status), "exited with status 7");
  EXPECT_FALSE(completed.timed_out);
}

TEST(Run, GivesTheInputAndDropsOutputBeyondTheLimit) {
  const std::string text(300'000, 'x');
  const Completed completed = run(shell("cat"), Deadline::in(10s), 1000, text);
  EXPECT_TRUE(completed.ok());
  EXPECT_EQ(completed.out, text.substr(0, 1000));
}

TEST(Run, ReadsNothingWhenThereIsNoInput) { EXPECT_EQ(run(shell("cat; echo end"), Deadline::in(10s)).out, "end\n"); }

TEST(Run, DescribesTheSignalThatKilled) {
  const Completed completed = run(shell("kill -SEGV $$"), Deadline::in(10s));
  EXPECT_EQ(describe_status(completed.status), "was killed by SIGSEGV");
}

TEST(Run, KillsTheWholeGroupAtTheDeadline) {
  const auto before = Deadline::Clock::now();
  const Completed completed = run(shell("sleep 60 & echo $!; sleep 60"), Deadline::in(200ms));
  EXPECT_TRUE(completed.timed_out);
  EXPECT_EQ(describe_status(completed.status), "was killed by SIGKILL");
  EXPECT_LT(Deadline::Clock::now() - before, 5s);
  EXPECT_TRUE(gone(trimmed(completed.out)));
}

TEST(Run, DoesNotWaitForADescendantThatHoldsThePipe) {
  const auto before = Deadline::Clock::now();
  const Completed held = run(shell("setsid -f sleep 3; echo done"), Deadline::in(20s));
  EXPECT_TRUE(held.ok());
  EXPECT_EQ(held.out, "done\n");
  EXPECT_LT(Deadline::Clock::now() - before, 3s);
}

TEST(Run, EndsWhenInterrupted) {
  if (std::getenv("ASSAY_TEST_INTERRUPT")) {
    install_interrupt_handler();
    std::thread([] { ::kill(::getpid(), SIGTERM); }).detach();
    const Completed completed = run(shell("sleep 60"), Deadline::in(60s));
    ::_exit(completed.timed_out && interrupted() ? 42 : 1);
  }
  Spawn copy{.argv = {fs::read_symlink("/proc/self/exe"),
                      "--gtest_filter=Run.EndsWhenInterrupted"},
             .environment = {{"ASSAY_TEST_INTERRUPT", "1"}}};
  const Completed completed = run(copy, Deadline::in(20s));
  EXPECT_EQ(describe_status(completed.status), "exited with status 42");
}

}  // namespace
}  // namespace assay
