// Tiers A and B: what a role sees, and what it cannot reach.
#include <netinet/in.h>
#include <sys/un.h>

#include "sandbox/cell_under_test.hpp"

namespace assay {
namespace {

class CellWalls : public Cells {
 protected:
  /// Runs the script in a role of its own and returns what it wrote.
  std::string said_by(const std::string& script) {
    cell.spec.shell("show", script);
    cell.start();
    for (const std::string& role : started_before) cell.said("start " + role);
    cell.said("start show");
    EXPECT_TRUE(cell.ends("show"));
    return cell.output("show");
  }

  std::string python(const std::string& program) {
    write_file(cell.box() / "probe.py", program);
    fs::permissions(cell.box() / "probe.py", fs::perms(0644));
    return said_by("exec python3 probe.py");
  }

  std::vector<std::string> started_before;
};

struct HostSocket {
  UniqueFd fd;
  sockaddr_storage address{};
  socklen_t size = 0;

  HostSocket(int type, const sockaddr* where, socklen_t length) : fd(::socket(where->sa_family, type | SOCK_CLOEXEC, 0)) {
    EXPECT_EQ(::bind(fd.get(), where, length), 0) << std::strerror(errno);
    if (type == SOCK_STREAM) {
      EXPECT_EQ(::listen(fd.get(), 5), 0);
    }
    size = sizeof address;
    ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size);
  }
  static HostSocket on_loopback(int type) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return {type, reinterpret_cast<const sockaddr*>(&where), sizeof where};
  }
  /// Abstract where the name begins with a NUL.
  static HostSocket unix_socket(const std::string& name) {
    sockaddr_un where{};
    where.sun_family = AF_UNIX;
    std::memcpy(where.sun_path, name.data(), name.size());
    return {SOCK_STREAM, reinterpret_cast<const sockaddr*>(&where), static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size())};
  }
  int port() const { return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port); }
  bool hears_within(int milliseconds) const {
    pollfd ready{fd.get(), POLLIN, 0};
    return ::poll(&ready, 1, milliseconds) == 1;
  }
};

TEST_P(CellWalls, ShowARootWithNothingElseOfTheMachine) {
  const auto lines = split(trimmed(said_by("for name in /*; do test -L $name || echo $name; done; ls -A /home /home/student /tmp /dev/shm /box; "
                                           "ls /dev; pwd; hostname; head -c 7 /etc/passwd | wc -c; grep -c . /etc/passwd")), '\n');
  std::vector<std::string> expected{"/box", "/dev", "/etc", "/home", "/proc", "/tmp", "/usr",
                                    "/box:", "", "/dev/shm:", "", "/home:", "student", "", "/home/student:", "", "/tmp:",
                                    "fd", "full", "null", "random", "shm", "stderr", "stdin", "stdout", "urandom", "zero",
                                    "/box", "cell", "7", "3"};
  if (lines.size() > expected.size()) GTEST_SKIP() << "this machine has more system directories";
  EXPECT_EQ(join(lines, "\n"), join(expected, "\n"));
}

TEST_P(CellWalls, ShowARoleItsOwnProcessesOnly) {
  cell.spec.shell("other", "sleep 60");
  started_before = {"other"};
  EXPECT_EQ(said_by("cd /proc; echo [0-9]*; exec true"), "2\n");
}

TEST_P(CellWalls, GiveARoleNoRightsAndNothingOfTheCell) {
  const std::string said = said_by("grep -E 'Cap|NoNewPrivs|Seccomp:' /proc/self/status; ls -l /proc/self/fd | grep -c -; "
                                   "cat /proc/1/environ /proc/1/cmdline /proc/1/maps 2>/dev/null; ls /proc/1/fd 2>/dev/null; id -un; echo ~");
  EXPECT_EQ(said,
            "CapInh:\t0000000000000000\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\n"
            "CapAmb:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\n4\nstudent\n~\n");   // 3 is the directory itself.
}

TEST_P(CellWalls, RefuseToBeWrittenTo) {
  const std::string said = python("import os\n"
                                  "for place in ['/', '/usr', '/usr/lib', '/etc', '/etc/ssl', '/dev', '/home', '/proc', '/proc/sys/kernel']:\n"
                                  "  try: open(place + '/x', 'w'); print('wrote', place)\n"
                                  "  except OSError as e: pass\n"
                                  "for f in ['/etc/passwd', '/usr/bin/env', '/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/dev/shm/../../etc/hosts']:\n"
                                  "  try: open(f, 'a'); print('opened', f)\n"
                                  "  except OSError as e: pass\n"
                                  "for d in ['/box', '/tmp', '/dev/shm', os.environ.get('HOME', '/home/student')]: open(d + '/x', 'w').write('y')\n"
                                  "open('/dev/null', 'w').write('gone')\n"
                                  "print('done')\n");
  EXPECT_EQ(said, "done\n");
}

/// Whatever is mounted but the role's own directories and /proc.
constexpr char mounts_not_read_only[] =
    "grep -v -E ' (/box|/tmp|/dev/shm|/home/student|/proc) ' /proc/self/mountinfo | grep -v ' ro,nosuid' | wc -l;"
    "grep -c -v nosuid /proc/self/mountinfo; grep -v nodev /proc/self/mountinfo | grep -v -c ' /dev/'; true";

TEST_P(CellWalls, MountEverythingElseReadOnlyAndWithoutSetuid) {
  EXPECT_EQ(said_by(mounts_not_read_only), "0\n0\n0\n");
}

TEST_P(CellWalls, HoldFilesToTheLimitsOfSizeAndNumber) {
  cell.spec.add("limit.disk_bytes", cat(2 << 20)).add("limit.disk_inodes", "50");
  // The submission's own files do not count.
  write_file(cell.box() / "large", std::string(3 << 20, 'x'));
  fs::permissions(cell.box() / "large", fs::perms(0644));
  const std::string said = python("import errno\n"
                                  "size = count = 0\n"
                                  "try:\n"
                                  "  with open('/tmp/big', 'wb', 0) as f:\n"
                                  "    while size < 1 << 30: size += f.write(b'x' * 65536)\n"
                                  "except OSError as e: print(errno.errorcode[e.errno], size >> 10)\n"
                                  "open('/tmp/big', 'w')\n"
                                  "try:\n"
                                  "  while count < 10000: open(f'/dev/shm/{count}', 'w'); count += 1\n"
                                  "except OSError as e: print(errno.errorcode[e.errno], count)\n");
  EXPECT_EQ(said, "ENOSPC 2048\nENOSPC 49\n");
}

TEST_P(CellWalls, CopyFilesAndDirectoriesAndFollowNoLink) {
  fs::create_directories(cell.box() / "app");
  fs::permissions(cell.box() / "app", fs::perms(0755));
  write_file(cell.box() / "app/run.sh", "echo ran");
  fs::permissions(cell.box() / "app/run.sh", fs::perms(04755));
  fs::create_symlink("/etc/hostname", cell.box() / "link");
  fs::create_directory_symlink("/etc", cell.box() / "app/etc");
  ASSERT_EQ(::mkfifo((cell.box() / "pipe").c_str(), 0666), 0);
  const auto an_hour_ago = fs::file_time_type::clock::now() - std::chrono::hours(1);
  fs::last_write_time(cell.box() / "app/run.sh", an_hour_ago);
  EXPECT_EQ(said_by("find . | sort; stat -c '%a %U' . app app/run.sh; find app/run.sh -mmin +50; sh app/run.sh; echo >> app/run.sh"),
            ".\n./app\n./app/run.sh\n755 student\n755 student\n755 student\napp/run.sh\nran\n");
  EXPECT_EQ(read_file(cell.box() / "app/run.sh"), "echo ran");
}

TEST_P(CellWalls, ShowAGivenPathAndItsParentsOnly) {
  const TemporaryDirectory prefix("/var/tmp", "assay-prefix-");
  for (const fs::path& path : {prefix.path(), prefix.path() / "python", prefix.path() / "python/bin"}) {
    fs::create_directories(path);
    fs::permissions(path, fs::perms(0755));
  }
  write_file(prefix.path() / "python/bin/program", "#!/bin/sh\necho found\n");
  fs::permissions(prefix.path() / "python/bin/program", fs::perms(0755));
  write_file(prefix.path() / "secret", "hidden");
  cell.spec.add("readonly", (prefix.path() / "python").native());
  EXPECT_EQ(said_by(cat(prefix.path().native(), "/python/bin/program; ls ", prefix.path().native(), "; ls /var/tmp | wc -l; touch ",
                        prefix.path().native(), "/python/x 2>/dev/null || echo refused")),
            "found\npython\n1\nrefused\n");
}

TEST_P(CellWalls, GiveEachCellAllPorts) {
  CellUnderTest other(GetParam());
  constexpr char two_ports[] = "import socket\n"
                            "s = socket.create_server(('0.0.0.0', 8000))\n"
                            "t = socket.create_server(('::1', 8001), family=socket.AF_INET6)\n"
                            "d = socket.create_connection(('localhost', 5432)); e = socket.create_connection(('127.0.0.1', 5432))\n"
                            "print('ready', flush=True)\n"
                            "while True: c = s.accept()[0]; c.sendall(WHO); c.close()\n";
  int number = 0;
  for (CellUnderTest* each : {&cell, &other}) {
    write_file(each->box() / "server.py", cat("WHO = b'", ++number, "'\n", two_ports));
    fs::permissions(each->box() / "server.py", fs::perms(0644));
    each->spec.add("listen", "postgres:5432").add("port", "api:8000").shell("api", "exec python3 server.py {port.api}");
    each->start();
  }
  number = 0;
  for (CellUnderTest* each : {&cell, &other}) {
    EXPECT_EQ(each->said("listeners"), "listeners postgres:5432 postgres:5432");
    EXPECT_EQ(each->said("ports"), "ports api:8000");
    each->said("start api");
    ASSERT_EQ(each->line("api"), "ready");
    EXPECT_EQ(each->said("listening api"), "listening api 0.0.0.0:8000 [::1]:8001");
  }
  for (CellUnderTest* each : {&cell, &other}) {
    const Answer socket = each->ask("sockets 1");
    const sockaddr_in address = loopback_port(8000);
    ::connect(socket.fds[0].get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    pollfd ready{socket.fds[0].get(), POLLIN, 0};
    ASSERT_EQ(::poll(&ready, 1, 5000), 1);
    char who = 0;
    EXPECT_EQ(::read(socket.fds[0].get(), &who, 1), 1);
    EXPECT_EQ(who, static_cast<char>('0' + ++number));
  }
}

TEST_P(CellWalls, KeepTheServicesPortFromRoles) {
  cell.spec.add("listen", "postgres:5432");
  EXPECT_EQ(python("import errno, socket\n"
                   "for family, host in [(socket.AF_INET, '127.0.0.1'), (socket.AF_INET, ''), (socket.AF_INET6, '::1'), (socket.AF_INET6, '::')]:\n"
                   "  s = socket.socket(family)\n"
                   "  s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\n"
                   "  s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)\n"
                   "  try: s.bind((host, 5432)); s.listen(); print('bound', host)\n"
                   "  except OSError as e: print(errno.errorcode[e.errno])\n"),
            "EADDRINUSE\nEADDRINUSE\nEADDRINUSE\nEADDRINUSE\n");
}

TEST_P(CellWalls, ReachNothingOfTheHostsLoopback) {
  const HostSocket tcp = HostSocket::on_loopback(SOCK_STREAM), udp = HostSocket::on_loopback(SOCK_DGRAM);
  const std::string name = cat("assay-walls-", ::getpid(), '-', static_cast<int>(GetParam()));
  const HostSocket abstract = HostSocket::unix_socket(std::string(1, '\0') + name);
  const HostSocket in_path = HostSocket::unix_socket("/tmp/" + name);
  ::chmod(("/tmp/" + name).c_str(), 0777);
  const std::string said = python(cat("import errno, socket\n"
                                      "def tried(what, family, kind, address):\n"
                                      "  s = socket.socket(family, kind); s.settimeout(5)\n"
                                      "  try: s.connect(address); s.send(b'x'); print(what, 'REACHED' if kind == socket.SOCK_STREAM else 'sent')\n"
                                      "  except OSError as e: print(what, errno.errorcode[e.errno])\n"
                                      "I, U = socket.AF_INET, socket.AF_UNIX\n"
                                      "tried('tcp', I, socket.SOCK_STREAM, ('127.0.0.1', ", tcp.port(), "))\n"
                                      "tried('udp', I, socket.SOCK_DGRAM, ('127.0.0.1', ", udp.port(), "))\n"
                                      "tried('abstract', U, socket.SOCK_STREAM, '\\0", name, "')\n"
                                      "tried('path', U, socket.SOCK_STREAM, '/tmp/", name, "')\n"
                                      "tried('out', I, socket.SOCK_STREAM, ('192.0.2.1', 53))\n"
                                      "tried('out', I, socket.SOCK_DGRAM, ('192.0.2.1', 53))\n"));
  fs::remove("/tmp/" + name);
  EXPECT_EQ(said, "tcp ECONNREFUSED\nudp sent\nabstract ECONNREFUSED\npath ENOENT\nout ENETUNREACH\nout ENETUNREACH\n");
  for (const HostSocket* each : {&tcp, &udp, &abstract, &in_path}) EXPECT_FALSE(each->hears_within(0));
}

TEST_P(CellWalls, KeepPid1FromHarm) {
  cell.spec.shell("killer", "for signal in 1 2 9 15 19 17 18 11; do kill -$signal 1 -1; done 2>/dev/null; echo survived; sleep 60");
  cell.spec.shell("bystander", "sleep 60");
  cell.start();
  cell.said("start bystander");
  cell.said("start killer");
  ASSERT_EQ(cell.line("killer"), "survived");
  EXPECT_EQ(cell.said("signal killer freeze"), "signalled killer");
  EXPECT_EQ(cell.said("signal killer thaw"), "signalled killer");
  EXPECT_EQ(cell.state("bystander"), "running 0 0");
  EXPECT_EQ(cell.said("signal killer term"), "signalled killer");
  EXPECT_TRUE(cell.ends("killer"));
  EXPECT_EQ(cell.state("killer"), "signalled 15 9");
}

TEST_P(CellWalls, FallWithTheCellWhateverKillsIt) {
  cell.spec.shell("forker", "trap '' TERM INT HUP; setsid sh -c 'echo $$; sleep 60; exit' & wait; sleep 60");
  cell.start();
  cell.said("start forker");
  const std::string daemon = cell.living_pid("forker");
  const std::string mounts = read_file("/proc/self/mountinfo");
  ::kill(cell.child.pid(), SIGKILL);
  EXPECT_TRUE(gone(daemon));
  EXPECT_EQ(read_file("/proc/self/mountinfo"), mounts);
  EXPECT_TRUE(fs::is_empty(cell.place()));
}

INSTANTIATE_TEST_SUITE_P(As, CellWalls, testing::Values(Privilege::root_full, Privilege::user_full), privilege_of);

}  // namespace
}  // namespace assay
