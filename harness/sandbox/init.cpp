#include "sandbox/init.hpp"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/cgroup.hpp"
#include "sandbox/inside.hpp"
#include "sandbox/root.hpp"

namespace assay::cell {
namespace {

[[noreturn]] void stop(int failure) {
  const Obstacle obstacle{errno == EAGAIN || errno == ENOMEM ? Step::role : Step::machine, errno};
  [[maybe_unused]] const auto written = write(failure, &obstacle, sizeof obstacle);
  _exit(127);
}

/// Nothing of the cell's but the three that are needed, or four, as 3, 4, 5 and 6. The standard ones are opened anew inside.
Start keep_descriptors(const Start& start) {
  constexpr int above = 512;   // More than the cell ever has open.
  const int wanted[] = {start.orders, start.output, start.failure, start.gate};
  const int count = start.gate < 0 ? 3 : 4;
  int parked[4];
  for (int number = 0; number < count; ++number) {
    parked[number] = fcntl(wanted[number], F_DUPFD_CLOEXEC, above);
    if (parked[number] < 0) stop(start.failure);
  }
  for (int number = 0; number < count; ++number)
    if (dup3(parked[number], 3 + number, O_CLOEXEC) < 0) stop(start.failure);
  syscall(SYS_close_range, static_cast<unsigned>(3 + count), ~0u, 0);
  return {start.cell, start.role, start.cell_pid, 3, 4, 5, start.gate < 0 ? -1 : 6};
}

void take_standard_descriptors(int failure) {
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) stop(failure);
  for (int standard = 0; standard < 3; ++standard)
    if (dup2(null, standard) < 0) stop(failure);
  close(null);
}

/// The role's processes may have another user, so signals need a right; nothing else does.
void keep_only_signals() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct rights[2] = {};
  rights[0].permitted = rights[0].effective = 1u << CAP_KILL;
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (syscall(SYS_capset, &header, rights) != 0) _exit(127);
}

/// The name that a role sees it by.
void rename_self(char* words, std::size_t size) {
  prctl(PR_SET_NAME, "init");
  memset(words, 0, size);
  strncpy(words, "init", size - 1);
}

std::uint64_t microseconds(const rusage& usage) {
  return static_cast<std::uint64_t>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1'000'000 +
         static_cast<std::uint64_t>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/// Takes leave of what has ended; with the role's first process this one ends.
void reap(pid_t leader, int orders) {
  RoleEnd end;
  rusage usage{};
  for (pid_t pid; (pid = wait4(-1, &end.status, WNOHANG, &usage)) > 0;) {
    if (pid != leader) continue;
    end.cpu_us = microseconds(usage);
    send(orders, &end, sizeof end, MSG_NOSIGNAL | MSG_DONTWAIT);
    _exit(0);
  }
}

/// Ends when the cell's end of the socket is closed.
void obey(pid_t leader, int orders) {
  Order order;
  const ssize_t got = recv(orders, &order, sizeof order, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got != sizeof order) _exit(0);
  switch (order) {
    case Order::term: kill(-leader, SIGTERM); break;
    case Order::freeze: kill(-1, SIGSTOP); break;
    case Order::thaw: kill(-1, SIGCONT); break;
  }
  send(orders, &order, sizeof order, MSG_NOSIGNAL | MSG_DONTWAIT);
}

[[noreturn]] void serve(pid_t leader, int orders, int signals) {
  for (;;) {
    pollfd events[] = {{signals, POLLIN, 0}, {orders, POLLIN, 0}};
    if (poll(events, 2, -1) < 0 && errno != EINTR) _exit(127);
    signalfd_siginfo info;
    if (events[0].revents && read(signals, &info, sizeof info) > 0) reap(leader, orders);
    if (events[1].revents) obey(leader, orders);
  }
}

[[noreturn]] void live(const Start& given) {
  // It will signal "all processes": in any other namespace than its own those would be the machine's.
  if (getpid() != 1) {
    errno = ENOSYS;
    stop(given.failure);
  }
  // The cell's end is the role's; should it have come already, the socket says so.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (const int error = enter_group(given.cell.group, number_of(given.cell, given.role)); error != 0) {
    errno = error;
    stop(given.failure);
  }
  unshare(CLONE_NEWCGROUP);   // Hides the group's name; not everywhere granted.
  const Start start = keep_descriptors(given);
  if (!enter_root(start.cell.spec)) stop(start.failure);
  take_standard_descriptors(start.failure);
  rename_self(start.cell.program_name, start.cell.program_name_size);

  const pid_t leader = fork();
  if (leader < 0) stop(start.failure);
  if (leader == 0) become_role(start);
  close(start.output);
  close(start.failure);
  if (start.gate >= 0) close(start.gate);
  keep_only_signals();
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  const int signals = signalfd(-1, &child, SFD_NONBLOCK | SFD_CLOEXEC);
  if (signals < 0) _exit(127);
  reap(leader, start.orders);   // It may have ended before anybody watched.
  serve(leader, start.orders, signals);
}

}  // namespace

pid_t make_init(const Start& start) {
  const long pid = syscall(SYS_clone, CLONE_NEWPID | CLONE_NEWNS | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
  if (pid == 0) live(start);
  return static_cast<pid_t>(pid);
}

bool give_order(int orders, Order order) {
  char late;   // The answer to an order that was not waited for any longer.
  while (recv(orders, &late, sizeof late, MSG_DONTWAIT | MSG_PEEK | MSG_TRUNC) == sizeof order)
    recv(orders, &late, sizeof late, MSG_DONTWAIT);
  if (send(orders, &order, sizeof order, MSG_NOSIGNAL | MSG_DONTWAIT) != sizeof order) return false;
  pollfd answer{orders, POLLIN, 0};
  if (poll(&answer, 1, patience_ms) != 1) return false;
  // A role that ends meanwhile sends that instead: it stays to be read.
  RoleEnd message;
  return recv(orders, &message, sizeof message, MSG_DONTWAIT | MSG_PEEK) == sizeof order &&
         recv(orders, &message, sizeof message, MSG_DONTWAIT) == sizeof order;
}

bool read_end(int orders, RoleEnd& end) {
  ssize_t got;
  do got = recv(orders, &end, sizeof end, MSG_DONTWAIT);
  while (got == sizeof(Order));
  return got == sizeof end;
}

}  // namespace assay::cell
