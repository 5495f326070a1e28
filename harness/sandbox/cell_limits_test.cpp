#include <sys/resource.h>

#include "sandbox/cell_under_test.hpp"

namespace assay {
namespace {

class CellLimits : public Cells {
 protected:
  /// One number of the cell's evidence.
  std::uint64_t evidence(const std::string& name) {
    const std::string all = cell.said("evidence");
    const auto at = all.find(cat(" ", name, "="));
    return at == std::string::npos ? 0 : std::stoull(all.substr(at + name.size() + 2));
  }
};
class CellSpecs : public testing::Test {
 protected:
  CellUnderTest cell{Privilege::ordinary_user};

  /// What the cell says about its specification before it gives up.
  std::string complaint() {
    cell.start();
    EXPECT_TRUE(cell.child.wait(Deadline::in(10s)));
    EXPECT_EQ(describe_status(*cell.child.wait(Deadline::in(0s))), "exited with status 64");
    return trimmed(cell.errors());
  }
};

TEST_P(CellLimits, KeepsHeadAndTailOfAFloodAndKillsAtTheLimit) {
  cell.spec.add("output.head", "1000").add("output.tail", "500").add("output.kill", "3000000");
  cell.spec.shell("flood", "echo first; exec yes 123456789");
  cell.start();
  cell.said("start flood");
  ASSERT_TRUE(cell.ends("flood"));
  const auto state = split(cell.state("flood"), ' ');
  ASSERT_EQ(state.size(), 5u);
  EXPECT_EQ(state[0] + " " + state[1] + " " + state[3] + " " + state[4], "signalled 9 output 3000000");
  const auto total = std::stoull(state[2]);
  EXPECT_GE(total, 3'000'000u);
  EXPECT_LT(total, 9'000'000u);

  EXPECT_EQ(cell.output("flood").size(), 1000u);
  EXPECT_TRUE(cell.output("flood").starts_with("first\n123456789\n"));
  const auto gap = split(cell.said("output flood 1000"), '\n').at(0);
  EXPECT_EQ(gap, cat("output flood ", total - 500, " ", total));

  const std::string report = cell.finish();
  const std::string heading = cat("role flood ", total, " 1000 500\n");
  ASSERT_TRUE(report.starts_with(heading)) << report.substr(0, 60);
  EXPECT_EQ(report.substr(heading.size() + 1500, 8), "end cpu_");
}

TEST_P(CellLimits, GivesEveryByteOfAShortOutputInPieces) {
  cell.spec.add("output.head", "40000").add("output.tail", "60000");
  cell.spec.shell("count", "seq 1 17000");
  cell.start();
  cell.said("start count");
  ASSERT_TRUE(cell.ends("count"));
  std::string all, expected;
  for (int number = 1; number <= 17000; ++number) expected += cat(number, "\n");
  for (int piece = 0; piece < 10; ++piece) {
    const std::string answer = cell.said(cat("output count ", all.size()));
    all += answer.substr(answer.find('\n') + 1);
  }
  EXPECT_EQ(all, expected);
}

TEST_P(CellLimits, EndsARoleThatWritesTooLargeAFile) {
  cell.spec.add("limit.file_bytes", "1000000");
  cell.spec.shell("writer", "exec dd if=/dev/zero of=big bs=65536 count=1000 2>/dev/null");
  cell.spec.shell("size", "stat -c %s big");
  cell.start();
  cell.said("start writer");
  ASSERT_TRUE(cell.ends("writer"));
  EXPECT_EQ(cell.state("writer"), cat("signalled ", SIGXFSZ, " 0 disk 1000000"));
  cell.said("start size");
  EXPECT_EQ(cell.line("size"), "1000000");
}

TEST_P(CellLimits, EndsTheRoleThatUsesTooMuchMemoryWithEvidence) {
  cell.spec.add("limit.memory_bytes", cat(100 << 20));
  cell.spec.shell("eater", "python3 -c 'x = b\"x\" * (300 << 20); import time; time.sleep(60)' & wait");
  cell.spec.shell("modest", "sleep 60");
  cell.start();
  cell.said("start modest");
  cell.said("start eater");
  ASSERT_TRUE(cell.ends("eater"));
  // The kernel may have taken the process alone, and the shell have ended by itself.
  EXPECT_TRUE(cell.state("eater").ends_with(" 0 memory 104857600")) << cell.state("eater");
  EXPECT_EQ(cell.state("modest"), "running 0 0");
  const std::string evidence = cell.said("evidence");
  const auto peak = std::stoull(evidence.substr(evidence.find("peak_bytes=") + 11));
  EXPECT_GE(peak, 100u << 20) << evidence;
}

TEST_P(CellLimits, CountsSharedMemoryOnce) {
  cell.spec.add("limit.memory_bytes", cat(200 << 20));
  cell.spec.shell("family", "exec python3 -c 'import os, time\n"
                            "x = b\"x\" * (80 << 20)\n"
                            "for _ in range(4): os.fork() or time.sleep(60)\n"
                            "print(\"forked\", flush=True); time.sleep(60)'");
  cell.start();
  cell.said("start family");
  ASSERT_EQ(cell.line("family"), "forked");
  ::poll(nullptr, 0, 300);   // Six samples; what is to be shown is that nothing happens.
  EXPECT_EQ(cell.state("family"), "running 0 7");
}

TEST_P(CellLimits, EndsARoleThatUsesTooMuchTimeInManyProcesses) {
  cell.spec.add("limit.cpu_seconds", "1");
  cell.spec.shell("busy", "while :; do sh -c 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done'; done");
  cell.start();
  cell.said("start busy");
  ASSERT_TRUE(cell.ends("busy"));
  EXPECT_EQ(cell.state("busy"), "signalled 9 0 cpu 1");
  const std::string evidence = cell.said("evidence");
  const auto cpu_ms = std::stoull(evidence.substr(evidence.find("cpu_ms=") + 7));
  EXPECT_GE(cpu_ms, 1000u);
  EXPECT_LT(cpu_ms, 2000u);
}

TEST_P(CellLimits, SetsTheResourceLimitsOfEachProcess) {
  cell.spec.add("limit.open_files", "77").add("limit.processes", "33").add("limit.cpu_seconds", "9");
  cell.spec.shell("show", "ulimit -n; ulimit -c; ulimit -l; ulimit -t; ulimit -p; grep NoNewPrivs /proc/$$/status");
  cell.start();
  cell.said("start show");
  ASSERT_TRUE(cell.ends("show"));
  const auto lines = split(cell.output("show"), '\n');
  ASSERT_EQ(lines.size(), 7u) << cell.output("show");
  EXPECT_EQ(join({lines.begin(), lines.begin() + 4}, " "), "77 0 0 9");
  EXPECT_EQ(lines[4] == "34", GetParam() != Privilege::ordinary_user);
  EXPECT_EQ(lines[5], "NoNewPrivs:\t1");
}

TEST_P(CellLimits, GivesRolesTheirOwnUserAndNoGroups) {
  if (GetParam() == Privilege::ordinary_user) GTEST_SKIP() << "its user is the cell's";
  cell.spec.shell("show", "id -u; id -g; id -G; grep CapEff /proc/$$/status");
  cell.start();
  cell.said("start show");
  ASSERT_TRUE(cell.ends("show"));
  const uid_t uid = cell.inner_uid();
  EXPECT_EQ(cell.output("show"), cat(uid, "\n", uid, "\n", uid, "\nCapEff:\t0000000000000000\n"));
}

TEST_P(CellLimits, EndsAForkBombWithoutHarmToAnotherRole) {
  cell.spec.add("limit.processes", "100");
  // A bomb that has an end: a mistake here must not take the machine along.
  cell.spec.shell("bomb", "exec python3 -c 'import os, time\n"
                          "end = time.monotonic() + 5\n"
                          "made = 0\n"
                          "while made < 400 and time.monotonic() < end:\n"
                          "  try: made += 1; os.fork() == 0 and time.sleep(5) is None and os._exit(0)\n"
                          "  except OSError: time.sleep(0.001)\n"
                          "time.sleep(5)'");
  cell.spec.shell("bystander", "sleep 60");
  cell.start();
  cell.said("start bystander");
  cell.said("start bomb");
  ASSERT_TRUE(cell.ends("bomb"));
  // The shell may have given up by itself, but not without the reason.
  EXPECT_TRUE(cell.state("bomb").ends_with(" processes 100")) << cell.state("bomb");
  EXPECT_EQ(cell.state("bystander"), "running 0 0");
  EXPECT_GE(evidence("processes"), 99u);
  cell.finish();
  EXPECT_EQ(cell.status, 0);
  if (!needs_root(GetParam())) return;   // Its processes are not the only ones of their user.
  const Completed left = run({.argv = {"/usr/bin/pgrep", "-u", cat(cell.uid())}}, Deadline::in(10s));
  EXPECT_EQ(left.out, "");
}

TEST_P(CellLimits, LeavesARoleAloneThatStaysBelowThem) {
  cell.spec.add("limit.processes", "40").add("limit.memory_bytes", cat(100 << 20)).add("limit.cpu_seconds", "5");
  cell.spec.add("limit.disk_bytes", cat(8 << 20)).add("limit.disk_inodes", "50");
  cell.spec.shell("good", "python3 -c 'import threading, time\n"
                          "x = b\"x\" * (40 << 20)\n"
                          "for _ in range(25): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
                          "open(\"file\", \"wb\").write(bytes(6 << 20))\n"
                          "for n in range(40): open(f\"{n}\", \"w\")\n"
                          "print(\"done\", flush=True); time.sleep(60)'");
  cell.start();
  cell.said("start good");
  ASSERT_EQ(cell.line("good"), "done");
  ::poll(nullptr, 0, 200);   // Four looks; what is to be shown is that nothing happens.
  EXPECT_EQ(cell.state("good"), "running 0 5");
}

TEST_P(CellLimits, EndsManyProcessesThatTogetherUseTooMuchMemory) {
  cell.spec.add("limit.memory_bytes", cat(100 << 20)).add("limit.processes", "60");
  cell.spec.shell("many", "exec python3 -c 'import os, time\n"
                          "for n in range(20):\n"
                          "  if os.fork() == 0: x = bytearray(os.urandom(1 << 20) * 12); time.sleep(60)\n"
                          "time.sleep(60)'");
  cell.start();
  cell.said("start many");
  ASSERT_TRUE(cell.ends("many"));
  EXPECT_EQ(cell.state("many"), "signalled 9 0 memory 104857600");
}

TEST_P(CellLimits, EndsARoleThatFillsItsDisk) {
  if (!is_full(GetParam())) GTEST_SKIP() << "its disk is the machine's";
  cell.spec.add("limit.disk_bytes", "8000000").add("limit.disk_inodes", "1000");
  cell.spec.shell("writer", "for d in /box /tmp /dev/shm; do dd if=/dev/zero of=$d/big bs=65536 count=50 2>&1; done; sleep 60");
  cell.start();
  cell.said("start writer");
  ASSERT_TRUE(cell.ends("writer"));
  EXPECT_NE(cell.output("writer").find("No space left"), std::string::npos) << cell.output("writer");
  EXPECT_EQ(cell.state("writer").substr(0, 12), "signalled 9 ");
  EXPECT_TRUE(cell.state("writer").ends_with(" disk 8000000")) << cell.state("writer");
  EXPECT_GE(evidence("disk_bytes"), 7'990'000u);
}

TEST_P(CellLimits, EndsARoleThatFillsItsDiskWithEmptyFiles) {
  if (!is_full(GetParam())) GTEST_SKIP() << "its disk is the machine's";
  cell.spec.add("limit.disk_bytes", "8000000").add("limit.disk_inodes", "1000");
  cell.spec.shell("writer", "exec python3 -c 'for n in range(2000): open(f\"/tmp/{n}\", \"w\")'");
  cell.start();
  cell.said("start writer");
  ASSERT_TRUE(cell.ends("writer"));
  EXPECT_TRUE(cell.state("writer").ends_with(" disk 1000 inodes")) << cell.state("writer");
  EXPECT_GE(evidence("disk_inodes"), 1000u);
}

TEST_P(CellLimits, StartARoleAnewThatWasEndedByOne) {
  cell.spec.add("limit.memory_bytes", cat(100 << 20));
  cell.spec.shell("eater", "exec python3 -c 'import os, time\n"
                           "if not os.path.exists(\"again\"):\n"
                           "  open(\"again\", \"w\"); x = b\"x\" * (300 << 20)\n"
                           "print(\"well\", flush=True); time.sleep(60)'");
  cell.start();
  cell.said("start eater");
  ASSERT_TRUE(cell.ends("eater"));
  EXPECT_EQ(cell.state("eater"), "signalled 9 0 memory 104857600");
  EXPECT_EQ(cell.said("start eater"), "started eater");
  EXPECT_EQ(cell.line("eater"), "well");
  ::poll(nullptr, 0, 150);   // Three looks.
  EXPECT_EQ(cell.state("eater"), "running 0 5");
}

TEST_P(CellLimits, ReportTheEvidenceAtTheEnd) {
  cell.spec.shell("short", "true");
  cell.start();
  cell.said("start short");
  ASSERT_TRUE(cell.ends("short"));
  const std::string evidence = cell.said("evidence"), report = cell.finish();
  for (const char* name : {" cpu_ms=", " peak_bytes=", " processes=", " disk_bytes=", " disk_inodes="}) {
    EXPECT_NE(evidence.find(name), std::string::npos) << evidence;
    EXPECT_NE(report.find(name), std::string::npos) << report;
  }
}

TEST_P(CellLimits, KillsADaemonThatEscapedFromItsLivingRole) {
  if (is_full(GetParam())) GTEST_SKIP() << "there is no way out";
  cell.spec.shell("escape", "exec python3 -c 'import ctypes, os, time\n"
                            "ctypes.CDLL(None).prctl(36, 0, 0, 0, 0)   # PR_SET_CHILD_SUBREAPER\n"
                            "if os.fork() == 0:\n"
                            "  os.setsid()\n"
                            "  if os.fork() == 0: print(os.getpid(), flush=True); time.sleep(60)\n"
                            "  os._exit(0)\n"
                            "os.wait(); time.sleep(60)'");
  cell.start();
  cell.said("start escape");
  const std::string daemon = cell.line("escape");
  EXPECT_TRUE(eventually([&] { return !process_lives(daemon); }));
  EXPECT_EQ(cell.state("escape").substr(0, 7), "running");
}

INSTANTIATE_TEST_SUITE_P(As, CellLimits, all_privileges, privilege_of);

TEST_F(CellSpecs, RefuseAnUnknownKey) {
  cell.spec.add("colour", "blue");
  EXPECT_EQ(complaint(), "bad spec: unknown key 'colour'");
}

TEST_F(CellSpecs, RefuseAKeyWithoutAValue) {
  cell.spec.bytes += std::string("env\0", 4);
  EXPECT_EQ(complaint(), "bad spec: no value for 'env'");
}

TEST_F(CellSpecs, RefuseAnUnfinishedWord) {
  cell.spec.bytes += "env";
  EXPECT_EQ(complaint(), "bad spec: does not end with a complete word");
}

TEST_F(CellSpecs, RefuseADirectoryOutsideTheBox) {
  cell.spec.shell("api", "true").add("cwd", "app/../../etc");
  EXPECT_EQ(complaint(), "bad spec: cwd: 'app/../../etc' leaves the box");
}

TEST_F(CellSpecs, RefuseWordsOfNoRole) {
  cell.spec.add("arg", "true");
  EXPECT_EQ(complaint(), "bad spec: arg before the first role");
}

TEST_F(CellSpecs, RefuseARoleWithoutACommand) {
  cell.spec.add("role", "api");
  EXPECT_EQ(complaint(), "bad spec: role 'api' has no arg");
}

TEST_F(CellSpecs, RefuseAnUnknownPort) {
  cell.spec.shell("api", "echo {port.api}");
  EXPECT_EQ(complaint(), "bad spec: no port or listener 'api'");
}

TEST_F(CellSpecs, RefuseAUserWithoutAGroup) {
  cell.spec.add("uid", "1000");
  EXPECT_EQ(complaint(), "bad spec: uid and gid go together");
}

TEST_F(CellSpecs, RefuseANumberThatIsNone) {
  cell.spec.add("limit.processes", "-1");
  EXPECT_EQ(complaint(), "bad spec: limit.processes: expected a number up to 1048576, got '-1'");
}

TEST_F(CellSpecs, RefuseMoreThanTheLimitOfBytes) {
  cell.spec.add("env", "A=" + std::string(300'000, 'x'));
  EXPECT_EQ(complaint(), "bad spec: more than 262144 bytes");
}

TEST_F(CellSpecs, RefuseTooManyRoles) {
  for (int role = 0; role < 17; ++role) cell.spec.shell(cat("role", role), "true");
  EXPECT_EQ(complaint(), "bad spec: more than 16 roles");
}

}  // namespace
}  // namespace assay
