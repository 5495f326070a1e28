// Tiers A and B on machines that grant less: what is done without, and what ends the cell.
#include "sandbox/cell_under_test.hpp"

namespace assay {
namespace {

class CellRefusals : public Cells {
 protected:
  /// What the cell says before it gives up because of the machine.
  std::string complaint() {
    cell.start();
    const auto ended = cell.child.wait(Deadline::in(10s));
    EXPECT_TRUE(ended);
    EXPECT_EQ(ended ? describe_status(*ended) : "", "exited with status 71");
    return trimmed(cell.errors());
  }
};

/// Runs its arguments with a filter that answers ENOSYS to the system call of that number.
std::vector<std::string> without_call(int number) {
  return {"/usr/bin/python3", "-c",
          cat("import ctypes, os, struct, sys\n"
              "lines = [(0x20, 0, 0, 0), (0x15, 0, 1, ", number, "), (6, 0, 0, 0x00050000 | 38), (6, 0, 0, 0x7fff0000)]\n"
              "program = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *line) for line in lines))\n"
              "header = ctypes.create_string_buffer(struct.pack('HxxxxxxP', len(lines), ctypes.addressof(program)))\n"
              "prctl = ctypes.CDLL(None).prctl\n"
              "assert prctl(38, 1, 0, 0, 0) == 0 and prctl(22, 2, header, 0, 0) == 0\n"
              "os.execv(sys.argv[1], sys.argv[1:])\n")};
}

TEST_P(CellRefusals, MountOneByOneWhereTheKernelCannotDoAllAtOnce) {
  constexpr int mount_setattr = 442;
  cell.launcher = without_call(mount_setattr);
  cell.spec.shell("show", "touch /x /usr/x /etc/ssl/certs/x 2>&1 | grep -c 'Read-only file system';"
                          "grep -v -E ' (/box|/tmp|/dev/shm|/home/student|/proc) ' /proc/self/mountinfo | grep -vc ' ro,nosuid'; echo");
  cell.start();
  cell.said("start show");
  ASSERT_TRUE(cell.ends("show")) << cell.errors();
  EXPECT_EQ(cell.output("show"), "3\n0\n\n");
}

TEST_P(CellRefusals, ShowNoProcWhereTheKernelGrantsNoneOfItsOwn) {
  if (GetParam() == Privilege::root_full) GTEST_SKIP() << "root is always granted one";
  if (::getuid() != 0) GTEST_SKIP() << "needs root to hide a part of /proc";
  cell.launcher = {"/usr/bin/unshare", "-m", "/bin/sh", "-c",
                   "mount -t tmpfs none /proc/sys && exec setpriv --reuid 65534 --regid 65534 --clear-groups \"$0\""};
  cell.launcher_drops_rights = true;
  cell.spec.shell("show", "ls -A /proc; echo here");
  cell.start();
  cell.said("start show");
  ASSERT_TRUE(cell.ends("show"));
  EXPECT_EQ(cell.output("show"), "here\n");
}

TEST_P(CellRefusals, EndTheCellThatHasNoPlace) {
  fs::remove(cell.place());
  EXPECT_EQ(complaint(), "assay-cell: root: tmpfs: No such file or directory");
}

TEST_P(CellRefusals, EndTheCellWithoutItsSubmission) {
  cell.spec.add("source", "/nowhere");
  EXPECT_EQ(complaint(), "assay-cell: box: '/nowhere': No such file or directory");
}

TEST_P(CellRefusals, EndTheCellWithoutNamespaces) {
  constexpr int unshare = 272;
  cell.launcher = without_call(unshare);
  EXPECT_TRUE(complaint().ends_with("namespaces: Function not implemented") ||
              complaint().ends_with("user namespace: Function not implemented")) << cell.errors();
}

TEST_P(CellRefusals, EndTheCellThatCannotKeepARoleApart) {
  cell.spec.shell("first", "echo here; sleep 60").shell("second", "echo never");
  cell.start();
  cell.said("start first");
  const std::string first = cell.host_pid("2");
  ASSERT_TRUE(process_lives(first));
  // Descriptors above 512 are needed for a start, and for nothing else.
  Spawn limit{.argv = {"/usr/bin/prlimit", cat("--pid=", cell.child.pid()), "--nofile=256"}};
  if (::getuid() == 0 && !needs_root(GetParam())) limit.run_as = Owner{65534, 65534};
  ASSERT_TRUE(run(limit, Deadline::in(10s)).ok());
  EXPECT_EQ(cell.said("start second"), "no cell");
  EXPECT_EQ(describe_status(*cell.child.wait(Deadline::in(10s))), "exited with status 71");
  EXPECT_EQ(trimmed(cell.errors()), "assay-cell: role 'second' cannot be kept apart: Invalid argument");
  EXPECT_TRUE(gone(first));
}

INSTANTIATE_TEST_SUITE_P(As, CellRefusals, testing::Values(Privilege::root_full, Privilege::user_full), privilege_of);

TEST(CellTierA, IsForRootAlone) {
  CellUnderTest cell(Privilege::user_full);
  cell.spec.add("tier", "A").add("uid", "1000").add("gid", "1000");
  cell.start();
  ASSERT_TRUE(cell.child.wait(Deadline::in(10s)));
  EXPECT_EQ(trimmed(cell.errors()), "assay-cell: tier A: needs root");
}

TEST(CellTierB, LetsRootBecomeTheSubmissionsUser) {
  if (::getuid() != 0) GTEST_SKIP() << "needs root";
  CellUnderTest cell(Privilege::user_full);
  cell.launcher = {"/usr/bin/env"};
  cell.launcher_drops_rights = true;   // It does not: the cell does.
  fs::permissions(cell.place().parent_path(), fs::perms(0755));
  cell.spec.add("uid", cat(cell.uid())).add("gid", cat(cell.uid())).shell("show", "id -u; cat /proc/self/uid_map; sleep 60");
  cell.start();
  cell.said("start show");
  ASSERT_TRUE(eventually([&] { return split(cell.output("show"), '\n').size() == 3; }));
  EXPECT_EQ(cell.output("show"), cat("1000\n", std::string(6, ' '), "1000 ", std::string(10 - cat(cell.uid()).size(), ' '), cell.uid(),
                                     std::string(10, ' '), "1\n"));
  struct stat facts {};
  ASSERT_EQ(::stat(cat("/proc/", cell.host_pid("2")).c_str(), &facts), 0);
  EXPECT_EQ(facts.st_uid, cell.uid());
}

}  // namespace
}  // namespace assay
