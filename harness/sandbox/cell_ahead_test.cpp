// Tiers A and B: roles whose first process is started with the cell.
#include "sandbox/cell_under_test.hpp"

namespace assay {
namespace {

class CellAhead : public Cells {
 protected:
  /// A role whose first process says that it is there, waits, and then shows what is in the box.
  void add_role(const std::string& before_waiting = "") {
    cell.spec.add("role", "api").add("arg", "plain").add("ahead", "/bin/sh").add("ahead", "-c");
    cell.spec.add("ahead", cat(before_waiting, "head -c1 >/dev/null; cat /box/answer; echo $0"));
    cell.start();
  }
};

TEST_P(CellAhead, WaitsUntilItIsStartedAndSeesWhatTheSubmissionIsThen) {
  add_role();
  ASSERT_TRUE(eventually([&] { return fs::exists(cat("/proc/", cell.child.pid(), "/task")); }));
  write_file(cell.box() / "answer", "late\n");
  fs::permissions(cell.box() / "answer", fs::perms(0644));
  EXPECT_EQ(cell.state("api"), "none 0 0");
  EXPECT_EQ(cell.said("signal api kill"), "gone api");
  EXPECT_EQ(cell.said("start api"), "started api");
  ASSERT_TRUE(cell.ends("api"));
  EXPECT_EQ(cell.output("api"), "late\nplain\n");
}

TEST_P(CellAhead, StartsThePlainProgramTheSecondTime) {
  add_role();
  cell.said("start api");
  ASSERT_TRUE(cell.ends("api"));
  EXPECT_EQ(cell.said("start api"), cat("failed api ", ENOENT));   // There is no program of that name.
}

TEST_P(CellAhead, StartsThePlainProgramWhereTheOneAheadHasEnded) {
  add_role("exit 0; ");
  EXPECT_TRUE(eventually([&] { return cell.said("start api") == cat("failed api ", ENOENT); }));
}

TEST_P(CellAhead, LeavesNothingOfAProgramThatWasNeverStarted) {
  add_role();
  const pid_t pid = cell.child.pid();
  EXPECT_NE(cell.finish().find("\nend cpu_ms="), std::string::npos);
  EXPECT_EQ(cell.status, 0);
  EXPECT_FALSE(process_lives(cat(pid)));
}

INSTANTIATE_TEST_SUITE_P(Tiers, CellAhead, testing::Values(Privilege::root_full, Privilege::user_full), privilege_of);

}  // namespace
}  // namespace assay
