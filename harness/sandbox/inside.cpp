#include "sandbox/inside.hpp"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <initializer_list>

#include "sandbox/landlock.hpp"
#include "sandbox/seccomp.hpp"

namespace assay::cell {
namespace {

/// Sets both limits, as far as the cell itself may have them.
bool limit(__rlimit_resource_t resource, std::uint64_t soft, std::uint64_t hard) {
  if (soft == unlimited) return true;
  rlimit now{};
  getrlimit(resource, &now);
  if (now.rlim_max < hard && geteuid() != 0) hard = now.rlim_max;
  const rlimit wanted{soft < hard ? soft : hard, hard};
  return setrlimit(resource, &wanted) == 0;
}

/// How many processes the kernel lets the role's user have.
///
/// One more than a group allows, where this counts the cell alone: the group says that it refused one, this does not.
/// Elsewhere it counts whatever the user runs, so it is no limit of the cell, but a bound that no fork bomb outruns.
std::uint64_t processes_of_user(const Spec& spec) {
  if (spec.processes == unlimited) return unlimited;
  if (counts_processes_alone(spec)) return spec.processes + 1;
  return spec.tasks_before + 4 * spec.processes + 256;
}

bool set_limits(const Spec& spec) {
  const std::uint64_t processes = processes_of_user(spec);
  // A process that has used its time gets SIGXCPU, and a second later SIGKILL.
  // Not 0: only 1 keeps the kernel from handing a dump to a program, where the machine has one for that.
  return limit(RLIMIT_CORE, 1, 1) && limit(RLIMIT_MEMLOCK, 0, 0) && limit(RLIMIT_MSGQUEUE, 0, 0) &&
         limit(RLIMIT_CPU, spec.cpu_seconds, spec.cpu_seconds + 1) &&
         limit(RLIMIT_FSIZE, spec.file_bytes, spec.file_bytes) &&
         limit(RLIMIT_NOFILE, spec.open_files, spec.open_files) && limit(RLIMIT_NPROC, processes, processes);
}

/// Where memory runs out for the whole machine, the submission goes first.
void offer_to_be_killed() {
  const int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  [[maybe_unused]] const auto written = write(fd, "1000", 4);
  close(fd);
}

bool take_descriptors(int output) {
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null < 0 || dup2(null, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) return false;
  return syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC) == 0;
}

bool take_identity(const Spec& spec) {
  if (!spec.own_identity || spec.tier == Tier::user_full) return true;   // There the cell has changed its user itself.
  if (geteuid() == 0 && setgroups(0, nullptr) != 0) return false;
  return setresgid(spec.gid, spec.gid, spec.gid) == 0 && setresuid(spec.uid, spec.uid, spec.uid) == 0;
}

/// Needs the right to do so: an ordinary user without a user namespace has none, and nothing to give up.
bool empty_bounding_set() {
  for (int right = 0; prctl(PR_CAPBSET_READ, right, 0, 0, 0) >= 0; ++right)
    if (prctl(PR_CAPBSET_DROP, right, 0, 0, 0) != 0) return errno == EPERM;
  return true;
}

bool drop_rights() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const __user_cap_data_struct none[2] = {};
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  return syscall(SYS_capset, &header, none) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

void reset_signals() {
  signal(SIGPIPE, SIG_DFL);   // The only one that the cell ignores.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// A second wall behind the namespaces; files are kept by the mounts already.
bool restrict_in_own_root() {
  Paths readable, writable;
  for (const char* path : {"/box", "/tmp", "/dev", "/home/student", "/proc"}) writable.add(path);
  return restrict_paths(Reach::whole_root_readable, readable, writable);
}

/// The first wall: what a program needs to start, its own files, and the ports of its unit. Not /tmp and /dev/shm, where other
/// units and the harness have theirs.
bool restrict_on_machine(const Spec& spec) {
  Paths readable, writable;
  for (const char* path : {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/proc", "/sys/fs/cgroup",
                           "/sys/devices/system/cpu"})
    readable.add(path);
  for (int path = 0; path < spec.readonly.count; ++path) readable.add(spec.readonly.at[path]);
  for (const char* path : {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"}) writable.add(path);
  for (int path = 0; path < spec.writable.count; ++path) writable.add(spec.writable.at[path]);
  writable.add(spec.box);
  TcpPorts connect;
  for (int port = 0; port < spec.port_count; ++port) connect.add(spec.ports[port].port);
  for (int listener = 0; listener < spec.listener_count; ++listener) connect.add(spec.listeners[listener].port);
  return restrict_paths(Reach::listed_only, readable, writable, nullptr, &connect);
}

/// As far as the kernel has it; what it has not is found out by trying, and said, elsewhere.
bool restrict_further(const Spec& spec) {
  const bool done = spec.is_full() ? restrict_in_own_root() : restrict_on_machine(spec);
  return done || errno == ENOSYS || errno == EOPNOTSUPP;
}

}  // namespace

bool counts_processes_alone(const Spec& spec) {
  if (spec.own_identity) return true;
  utsname system{};
  int major = 0, minor = 0;
  uname(&system);
  sscanf(system.release, "%d.%d", &major, &minor);
  return spec.tier == Tier::user_full && (major > 5 || (major == 5 && minor >= 14));
}

Obstacle go_inside(const Spec& spec, const char* directory, int output) {
  const auto obstacle = [](Step step) { return Obstacle{step, errno}; };
  setsid();
  umask(077);
  offer_to_be_killed();
  if (!take_descriptors(output) || !set_limits(spec) || !empty_bounding_set() || !take_identity(spec))
    return obstacle(Step::machine);
  if (chdir(spec.box) != 0 || chdir(directory) != 0) return obstacle(Step::role);
  reset_signals();
  if (!drop_rights() || !restrict_further(spec) || !deny_system_calls()) return obstacle(Step::machine);
  return {};
}

}  // namespace assay::cell
