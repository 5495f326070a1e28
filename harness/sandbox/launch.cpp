// From fork to exec of a role's first process.
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/cell.hpp"

namespace assay::cell {
namespace {

/// The role's process gives up: the cell reads errno from the pipe.
[[noreturn]] void stop(int failure) {
  const int error = errno;
  [[maybe_unused]] const auto written = write(failure, &error, sizeof error);
  _exit(127);
}

/// Sets both limits, as far as the cell itself may have them.
bool limit(__rlimit_resource_t resource, std::uint64_t soft, std::uint64_t hard) {
  if (soft == unlimited) return true;
  rlimit now{};
  getrlimit(resource, &now);
  if (geteuid() != 0 && now.rlim_max < hard) hard = now.rlim_max;
  const rlimit wanted{soft < hard ? soft : hard, hard};
  return setrlimit(resource, &wanted) == 0;
}

bool set_limits(const Spec& spec) {
  // A process that has used its time gets SIGXCPU, and a second later SIGKILL. The number of processes counts per
  // user, so it is only set for a user of our own.
  return limit(RLIMIT_CORE, 0, 0) && limit(RLIMIT_MEMLOCK, 0, 0) && limit(RLIMIT_MSGQUEUE, 0, 0) &&
         limit(RLIMIT_CPU, spec.cpu_seconds, spec.cpu_seconds + 1) &&
         limit(RLIMIT_FSIZE, spec.file_bytes, spec.file_bytes) &&
         limit(RLIMIT_NOFILE, spec.open_files, spec.open_files) &&
         (!spec.own_identity || limit(RLIMIT_NPROC, spec.processes, spec.processes));
}

bool take_identity(const Spec& spec) {
  if (!spec.own_identity) return true;
  if (geteuid() == 0 && setgroups(0, nullptr) != 0) return false;
  return setresgid(spec.gid, spec.gid, spec.gid) == 0 && setresuid(spec.uid, spec.uid, spec.uid) == 0;
}

void reset_signals() {
  signal(SIGPIPE, SIG_DFL);   // The only one that the cell ignores.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

bool take_descriptors(int output) {
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null < 0 || dup2(null, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) return false;
  return syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC) == 0;
}

[[noreturn]] void become_role(const Spec& spec, const RoleSpec& role, pid_t cell, int output, int failure) {
  setsid();
  if (!take_descriptors(output) || !set_limits(spec) || !take_identity(spec)) stop(failure);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) stop(failure);
  // After the change of uid, which clears it. Daemons of the role are re-parented to it as long as it lives, and
  // then to the cell: so a child of the cell that is no role is always a remnant.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  if (getppid() != cell) _exit(127);
  if (chdir(spec.box) != 0 || chdir(role.cwd) != 0) stop(failure);
  reset_signals();
  environ = const_cast<char**>(role.environment.at);
  execvp(role.args.at[0], const_cast<char* const*>(role.args.at));   // By the role's own PATH.
  stop(failure);
}

/// What the new process said before its exec: 0 if nothing. It already has the submission's uid, so another role
/// may have stopped it: it is not waited for without end.
int failure_of(int failure) {
  pollfd ready{failure, POLLIN, 0};
  if (poll(&ready, 1, patience_ms) != 1) return ETIMEDOUT;
  int error = 0;
  return read(failure, &error, sizeof error) == sizeof error ? error : 0;
}

void close_both(const int* ends) {
  close(ends[0]);
  close(ends[1]);
}

}  // namespace

int launch_role(Cell& cell, Role& role) {
  int output[2], failure[2];
  if (!role.output.reserve(cell.spec.head_bytes, cell.spec.tail_bytes)) return ENOMEM;
  if (pipe2(output, O_CLOEXEC) != 0) return errno;
  if (pipe2(failure, O_CLOEXEC) != 0) {
    const int error = errno;
    close_both(output);
    return error;
  }
  const pid_t self = getpid();
  const pid_t pid = fork();
  if (pid == 0) become_role(cell.spec, *role.spec, self, output[1], failure[1]);
  const int fork_error = errno;
  close(output[1]);
  close(failure[1]);
  const int error = pid < 0 ? fork_error : failure_of(failure[0]);
  close(failure[0]);
  if (error != 0) {
    close(output[0]);
    if (pid > 0) {
      kill(pid, SIGKILL);
      waitpid(pid, nullptr, 0);
    }
    return error;
  }
  fcntl(output[0], F_SETFL, O_NONBLOCK);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u32 = static_cast<std::uint32_t>(&role - cell.roles);
  epoll_ctl(cell.epoll, EPOLL_CTL_ADD, output[0], &event);
  role.phase = Phase::running;
  role.pid = pid;
  role.code = 0;
  role.limit = nullptr;
  role.pipe = output[0];
  start_ticking(cell);
  return 0;
}

}  // namespace assay::cell
