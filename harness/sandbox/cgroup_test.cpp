#include "sandbox/cgroup.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mman.h>

#include <atomic>
#include <csignal>
#include <cstring>

#include "base/files.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"
#include "sandbox/cgroup_place.hpp"
#include "sandbox/cgroups_test.hpp"
#include "sandbox/in_child_test.hpp"

namespace assay {
namespace {

using cell::Group;

/// Writes to that much memory.
void take(std::uint64_t bytes) {
  void* const at = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at != MAP_FAILED) std::memset(at, 1, bytes);
}

TEST_F(Cgroups, EndAMemoryBombAndSayWhose) {
  const int status = ended(enter(1, [] { return take(200 * mib), 0; }));
  ASSERT_TRUE(WIFSIGNALED(status)) << status;
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
  const auto all = cell::read_group(group);
  EXPECT_GE(all.oom_kills, 1u);
  EXPECT_GE(all.peak_bytes, 60 * mib);
  EXPECT_LE(all.peak_bytes, 64 * mib);
  EXPECT_EQ(cell::read_group(group, 0).oom_kills, 0u);
  EXPECT_GE(cell::read_group(group, 1).oom_kills, 1u);
}

TEST_F(Cgroups, CountTheMemoryOfAllRolesTogether) {
  Shared<std::atomic<bool>> taken;
  const pid_t first = enter(0, [&] {
    take(40 * mib);
    *taken = true;
    return ::pause();
  });
  ASSERT_TRUE(eventually([&] { return taken->load(); }));
  EXPECT_GE(cell::read_group(group, 0).bytes, 40 * mib);
  const pid_t second = enter(1, [] { return take(45 * mib), 0; });
  ASSERT_TRUE(eventually([&] { return cell::read_group(group).oom_kills > 0; }));
  cell::kill_group(group);
  ended(first);
  ended(second);
}

TEST_F(Cgroups, CountFilesOnATmpfsAsMemory) {
  TemporaryDirectory place("/dev/shm", "cgroup-test-");
  const std::string file = (place.path() / "big").string();
  const int status = ended(enter(0, [&] {
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT, 0600);
    static char block[mib];
    for (int count = 0; count < 100; ++count)
      if (::write(fd, block, sizeof block) < 0) return 1;
    return 0;
  }));
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
  EXPECT_GE(cell::read_group(group, 0).oom_kills, 1u);
}

TEST_F(Cgroups, StopAForkBombAndCountWhatWasRefused) {
  Shared<std::atomic<int>> error;
  Shared<std::atomic<int>> made;
  const pid_t bomb = enter(0, [&] {
    for (int count = 0; count < 100; ++count) {
      const pid_t child = ::fork();
      if (child == 0) return ::pause();
      if (child < 0) *error = errno;
      else ++*made;
    }
    return ::pause();
  });
  ASSERT_TRUE(eventually([&] { return error->load() != 0; }));
  EXPECT_EQ(error->load(), EAGAIN);
  EXPECT_EQ(made->load(), 39);
  const auto usage = cell::read_group(group);
  EXPECT_EQ(usage.tasks, 40u);
  EXPECT_GE(usage.refused, 1u);
  EXPECT_EQ(cell::read_group(group, 0).tasks, 40u);
  EXPECT_EQ(cell::read_group(group, 1).tasks, 0u);
  cell::kill_group(group);
  ended(bomb);
}

TEST_F(Cgroups, LeaveRootNoWayAroundTheLimitOfProcesses) {
  const int status = ended(enter(0, [] {   // RLIMIT_NPROC would not hold it.
    for (int count = 0; count < 100; ++count) {
      const pid_t child = ::fork();
      if (child == 0) return ::pause();
      if (child < 0) return errno == EAGAIN ? 7 : 8;
    }
    return 9;
  }));
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST_F(Cgroups, KillDaemonsOfOneRoleAtAStroke) {
  if (!group.at[Group::unified].there()) GTEST_SKIP() << "needs a v2 group";
  const auto daemon = [] {
    if (::fork() == 0) {
      ::setsid();
      if (::fork() == 0) return ::pause();
    }
    return 0;
  };
  const pid_t one = enter(0, daemon), other = enter(1, daemon);
  ended(one);
  ended(other);
  const auto tasks = [&](int role) { return cell::read_group(group, role).tasks; };
  ASSERT_TRUE(eventually([&] { return tasks(0) == 1 && tasks(1) == 1; }));
  EXPECT_TRUE(cell::kill_group(group, 0));
  EXPECT_TRUE(eventually([&] { return tasks(0) == 0; }));
  EXPECT_EQ(tasks(1), 1u);
}

TEST_F(Cgroups, FreezeAndThawARole) {
  if (!group.at[Group::unified].there()) GTEST_SKIP() << "needs a v2 group";
  Shared<std::atomic<std::uint64_t>> count;
  const pid_t busy = enter(0, [&] {
    for (;;) {
      ++*count;
      ::poll(nullptr, 0, 1);
    }
    return 0;
  });
  ASSERT_TRUE(eventually([&] { return count->load() > 3; }));
  EXPECT_TRUE(cell::freeze_group(group, 0, true));
  const int directory = group.at[Group::unified].role_directory[0];
  ASSERT_TRUE(eventually([&] { return cell::read_value(directory, "cgroup.events", "frozen") == 1; }));
  const std::uint64_t frozen = count->load();
  ::poll(nullptr, 0, 30);
  EXPECT_EQ(count->load(), frozen);
  EXPECT_TRUE(cell::freeze_group(group, 0, false));
  EXPECT_TRUE(eventually([&] { return count->load() > frozen; }));
  cell::kill_group(group);
  ended(busy);
}

TEST_F(Cgroups, KillAFrozenRole) {
  if (!group.at[Group::unified].there()) GTEST_SKIP() << "needs a v2 group";
  const pid_t child = enter(0, [] { return ::pause(); });
  ASSERT_TRUE(eventually([&] { return cell::read_group(group, 0).tasks == 1; }));
  cell::freeze_group(group, 0, true);
  cell::kill_group(group, 0);
  EXPECT_TRUE(WIFSIGNALED(ended(child)));
}

TEST_F(Cgroups, CountTheTimeOfProcessesThatAreGone) {
  const int status = ended(enter(1, [] {
    const timespec begin{};
    timespec now = begin;
    while (now.tv_nsec < 60'000'000 && now.tv_sec == 0) ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return 0;
  }));
  ASSERT_EQ(status, 0);
  EXPECT_GE(cell::read_group(group).cpu_us, 55'000u);
  EXPECT_GE(cell::read_group(group, 1).cpu_us, 55'000u);
  EXPECT_LT(cell::read_group(group, 0).cpu_us, 1'000u);
}

}  // namespace
}  // namespace assay
