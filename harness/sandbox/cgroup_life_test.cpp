// How control groups are made and removed, and by whom.
#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>

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

/// The group's directories, in all hierarchies.
std::vector<std::string> directories(const Group& group) {
  std::vector<std::string> found;
  for (const cell::Branch& branch : group.at)
    if (branch.there()) found.push_back(fs::read_symlink(cat("/proc/self/fd/", branch.directory)).string());
  return found;
}

TEST_F(Cgroups, AreRemovedWithWhatRunsInThem) {
  const auto places = directories(group);
  ASSERT_FALSE(places.empty());
  const pid_t child = enter(0, [] { return ::pause(); });
  ASSERT_TRUE(eventually([&] { return cell::read_group(group, 0).tasks == 1; }));
  cell::close_group(group);
  for (const std::string& place : places) EXPECT_FALSE(fs::exists(place)) << place;
  EXPECT_TRUE(WIFSIGNALED(ended(child)));
}

TEST_F(Cgroups, OfCellsThatWereKilledAreRemovedByTheNext) {
  Shared<std::atomic<pid_t>> left;
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const UniqueFd read_end(ends[0]), write_end(ends[1]);
  const pid_t dead = ::fork();
  if (dead == 0) {
    Group own;
    cell::open_group(spec, own);
    if (::fork() == 0) {
      cell::enter_group(own, 0);
      *left = ::getpid();
      ::close_range(3, ~0u, 0);   // As exec would.
      for (;;) ::pause();
    }
    while (left->load() == 0) ::poll(nullptr, 0, 1);
    std::string names;
    for (const std::string& place : directories(own)) names += place + "\n";
    [[maybe_unused]] const auto written = ::write(write_end.get(), names.data(), names.size());
    ::kill(::getpid(), SIGKILL);
  }
  ended(dead);
  std::string names(4096, 0);
  names.resize(static_cast<std::size_t>(::read(read_end.get(), names.data(), names.size())));
  const auto places = split(trimmed(names), '\n');
  ASSERT_FALSE(places.empty());
  for (const std::string& place : places) EXPECT_TRUE(fs::exists(place)) << place;
  const auto own = directories(group);

  Group next;
  cell::open_group(spec, next);
  for (const std::string& place : places) EXPECT_FALSE(fs::exists(place)) << place;
  EXPECT_TRUE(gone(cat(left->load())));
  for (const std::string& place : own) EXPECT_TRUE(fs::exists(place)) << "of a living cell: " << place;
  cell::close_group(next);
}

/// Each removes what it takes for stale while the others make theirs.
TEST_F(Cgroups, OfManyCellsAtOnceAreNotTakenForStale) {
  std::vector<pid_t> children;
  for (int child = 0; child < 6; ++child) {
    children.push_back(::fork());
    if (children.back() != 0) continue;
    for (int turn = 0; turn < 25; ++turn) {
      Group own;
      if (!cell::open_group(spec, own)) ::_exit(1);
      const int status = in_child([&] { return cell::enter_group(own, 1); });
      if (status != 0 || cell::read_group(own, 1).cpu_us == 0) ::_exit(2);
      cell::close_group(own);
    }
    ::_exit(0);
  }
  for (const pid_t child : children) EXPECT_EQ(ended(child), 0);
}

/// Runs in a child that has become nobody.
template <class Body>
int as_nobody(Body body) {
  return in_child([&] {
    if (::getuid() == 0 && (::setgroups(0, nullptr) != 0 || ::setresgid(65534, 65534, 65534) != 0 || ::setresuid(65534, 65534, 65534) != 0))
      return 100;
    return body();
  });
}

TEST(CgroupsOfAnOrdinaryUser, AreNotThereAndItIsSaidWhy) {
  struct Words { char memory[160], processes[160]; };
  Shared<Words> why;
  const int status = as_nobody([&] {
    cell::Spec spec;
    spec.role_count = 1;
    spec.memory_bytes = 64 * mib;
    spec.processes = 40;
    Group group;
    if (cell::open_group(spec, group)) return 1;
    std::strcpy(why->memory, group.why_no_memory);
    std::strcpy(why->processes, group.why_no_processes);
    const bool none = group.memory < 0 && group.processes < 0 && group.cpu < 0;
    if (!none || cell::enter_group(group, 0) != 0 || cell::read_group(group).tasks != 0) return 2;
    if (cell::kill_group(group, 0) || cell::freeze_group(group, 0, true)) return 3;
    cell::close_group(group);
    return 0;
  });
  if (WEXITSTATUS(status) == 1) GTEST_SKIP() << "this machine has delegated a group to everybody";
  EXPECT_EQ(status, 0);
  EXPECT_NE(std::string(why->memory).find("a group cannot be made: "), std::string::npos) << why->memory;
  EXPECT_NE(std::string(why->processes).find("a group cannot be made: "), std::string::npos) << why->processes;
}

/// What systemd does with Delegate=yes: the group that a user's program runs in belongs to the user.
TEST_F(Cgroups, AreMadeByAnOrdinaryUserInADelegatedGroup) {
  cell::close_group(group);
  const cell::Places unified = cell::unified_places(), memory = cell::v1_places("memory");
  if (!unified.own[0]) GTEST_SKIP() << "needs a v2 hierarchy";
  std::vector<fs::path> delegated;
  for (const char* place : {unified.own, memory.own}) {
    if (!place[0]) continue;
    delegated.push_back(fs::path(place) / "assay-test-delegated");
    fs::create_directory(delegated.back());
    for (const char* file : {".", "cgroup.procs", "cgroup.subtree_control"})
      ::chown((delegated.back() / file).c_str(), 65534, 65534);
  }
  const int status = in_child([&] {
    for (const fs::path& place : delegated)
      if (!cell::write_value(AT_FDCWD, (place / "cgroup.procs").c_str(), "0")) return 50;
    return WEXITSTATUS(as_nobody([&] {
      Group own;
      cell::open_group(spec, own);
      if (!own.at[Group::unified].there() || own.cpu != Group::unified) return 1;
      if (memory.own[0] && own.memory != Group::memory_v1) return 2;
      Shared<std::atomic<bool>> entered;
      const pid_t child = ::fork();
      if (child == 0) {
        if (cell::enter_group(own, 0) != 0) ::_exit(1);
        *entered = true;
        for (;;) ::pause();
      }
      if (!eventually([&] { return entered->load(); })) return 4;
      cell::kill_group(own, 0);
      int end = 0;
      ::waitpid(child, &end, 0);
      cell::close_group(own);
      return WIFSIGNALED(end) ? 0 : 3;
    }));
  });
  for (const fs::path& place : delegated) ::rmdir(place.c_str());
  EXPECT_EQ(status, 0) << WEXITSTATUS(status);
}

/// With a controller that v2 has here; memory and processes go the same way where v2 has them.
TEST_F(Cgroups, HandOnAControllerFromAGroupWithProcesses) {
  const cell::Places unified = cell::unified_places();
  char controllers[1024] = {};
  const UniqueFd top(::open(unified.top, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!top || !cell::read_text(top.get(), "cgroup.controllers", controllers, sizeof controllers) || !std::strstr(controllers, "hugetlb"))
    GTEST_SKIP() << "needs a v2 hierarchy with the controller 'hugetlb'";
  const bool was_handed_on = read_file(fs::path(unified.top) / "cgroup.subtree_control").find("hugetlb") != std::string::npos;
  ASSERT_TRUE(cell::write_value(top.get(), "cgroup.subtree_control", "+hugetlb"));
  const fs::path place = fs::path(unified.top) / "assay-test-handed";
  fs::create_directory(place);
  const UniqueFd directory(::open(place.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const pid_t child = ::fork();
  if (child == 0) for (;;) ::pause();
  cell::write_value(directory.get(), "cgroup.procs", static_cast<std::uint64_t>(child));

  cell::hand_on_controller(directory.get(), false, "hugetlb");
  EXPECT_EQ(trimmed(read_file(place / "cgroup.subtree_control")), "");
  cell::hand_on_controller(directory.get(), true, "hugetlb");
  EXPECT_EQ(trimmed(read_file(place / "cgroup.subtree_control")), "hugetlb");
  EXPECT_EQ(trimmed(read_file(place / cell::harness_leaf / "cgroup.procs")), cat(child));

  ::kill(child, SIGKILL);
  ended(child);
  eventually([&] { return ::rmdir((place / cell::harness_leaf).c_str()) == 0; });
  ::rmdir(place.c_str());
  if (!was_handed_on) cell::write_value(top.get(), "cgroup.subtree_control", "-hugetlb");
}

}  // namespace
}  // namespace assay
