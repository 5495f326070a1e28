// How roles end. All waiting here is for SIGCHLD, and bounded.
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sandbox/cell.hpp"
#include "sandbox/descendants.hpp"
#include "sandbox/init.hpp"

namespace assay::cell {
namespace {

std::int64_t now_ms() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

/// Until a child changes, `until` has come, or 20 ms have passed: a stopped or escaped process changes nothing.
void wait_for_child(std::int64_t until) {
  const std::int64_t left = until - now_ms();
  if (left <= 0) return;
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  const timespec most{0, static_cast<long>(left < 20 ? left : 20) * 1'000'000};
  sigtimedwait(&child, nullptr, &most);
}

Role* led_by(Cell& cell, pid_t pid) {
  for (int role = 0; role < cell.spec.role_count; ++role)
    if (cell.roles[role].phase == Phase::running && cell.roles[role].pid == pid) return &cell.roles[role];
  return nullptr;
}

std::uint64_t microseconds(const rusage& usage) {
  return static_cast<std::uint64_t>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1'000'000 +
         static_cast<std::uint64_t>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/// The end of a role's pid 1 is not the role's: that it told before, or it was killed with it.
RoleEnd told_end(Role& role) {
  RoleEnd end;
  if (!read_end(role.orders, end)) end = {SIGKILL, 0};
  close(role.orders);
  role.orders = -1;
  return end;
}

void note_end(Cell& cell, Role& role, int status, std::uint64_t cpu_us) {
  role.pid = -1;
  role.phase = WIFEXITED(status) ? Phase::exited : Phase::signalled;
  role.code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
  drain(cell, role);   // What it left in the pipe; nobody waits for the pipe's end.
  if (role.pipe >= 0) close(role.pipe);
  role.pipe = -1;
  if (role.gate >= 0) {   // It never was what it was to become.
    close(role.gate);
    role.gate = -1;
    role.phase = Phase::none;
    return;
  }
  if (role.limit == Limit::none) role.limit = limit_behind_end(cell, role, cpu_us);
}

/// Takes leave of the processes that have ended, at most a thousand. True if a role was among them.
bool reap(Cell& cell) {
  bool role_ended = false;
  for (int count = 0; count < 1000; ++count) {
    siginfo_t info{};
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) break;
    Role* const role = led_by(cell, info.si_pid);
    // While the leader is a zombie the number of its group cannot be anybody else's.
    if (role && role->orders < 0) kill(-info.si_pid, SIGKILL);
    int status = 0;
    rusage usage{};
    if (wait4(info.si_pid, &status, WNOHANG, &usage) != info.si_pid) break;
    cell.reaped_cpu_us += microseconds(usage);
    if (role) {
      const RoleEnd end = role->orders < 0 ? RoleEnd{status, microseconds(usage)} : told_end(*role);
      note_end(cell, *role, end.status, end.cpu_us);
    }
    role_ended = role_ended || role;
  }
  return role_ended;
}

void sweep(Cell& cell) {
  const std::int64_t until = now_ms() + patience_ms;
  while (kill_strays(cell) > 0 && now_ms() < until) {
    wait_for_child(until);
    reap(cell);
  }
}

/// Stops all before it kills any, so that nobody sees another die and makes a new one.
void kill_tree(pid_t root) {
  Descendants tree;
  int before = -1;
  for (int pass = 0; pass < 4 && tree.count != before; ++pass) {
    before = tree.count;
    descendants_of(root, tree);
    for (int process = 0; process < tree.count; ++process) kill(tree.pids[process], SIGSTOP);
  }
  for (int process = tree.count - 1; process >= 0; --process) kill(tree.pids[process], SIGKILL);
}

/// With a pid 1 the kernel kills the rest, before it gives the pid 1 back.
void kill_processes_of(const Cell& cell, const Role& role) {
  if (cell.spec.is_full()) kill(role.pid, SIGKILL);
  else if (!kill_group(cell.group, number_of(cell, role))) kill_tree(role.pid);
}

void signal_tree(const Role& role, int signal) {
  Descendants tree;
  descendants_of(role.pid, tree);
  for (int process = 0; process < tree.count; ++process) kill(tree.pids[process], signal);
}

/// Kills every process of the submission's uid at one stroke, from a child of that uid: the kernel spares the caller
/// alone, and nothing can be forked meanwhile. Only its effective uid is the submission's; the others are one that
/// nobody has, so that the submission cannot kill it first.
void kill_uid(uid_t uid) {
  const pid_t pid = fork();
  if (pid == 0) {
    const uid_t nobody = uid ^ 0x40000000;
    if (setresuid(nobody, uid, nobody) != 0 && setresuid(uid, uid, uid) != 0) _exit(1);
    kill(-1, SIGKILL);
    _exit(0);
  }
  if (pid > 0) waitpid(pid, nullptr, 0);
}

}  // namespace

void settle(Cell& cell) {
  if (reap(cell)) sweep(cell);
}

int kill_strays(const Cell& cell) {
  Descendants children;
  own_children(children);
  int strays = 0;
  for (int child = 0; child < children.count; ++child) {
    const pid_t pid = children.pids[child];
    if (led_by(const_cast<Cell&>(cell), pid)) continue;
    kill_tree(pid);
    ++strays;
  }
  return strays;
}

void kill_role(Cell& cell, Role& role, Limit limit) {
  if (role.phase != Phase::running) return;
  if (role.limit == Limit::none) role.limit = limit;
  kill_processes_of(cell, role);
  const std::int64_t until = now_ms() + patience_ms;
  reap(cell);
  while (role.phase == Phase::running && now_ms() < until) {
    wait_for_child(until);
    reap(cell);
  }
  sweep(cell);
}

void stop_role(const Cell& cell, const Role& role) {
  if (!cell.spec.is_full()) {
    if (freeze_group(cell.group, number_of(cell, role), true)) return;
    signal_tree(role, SIGSTOP);
    signal_tree(role, SIGSTOP);   // What was forked during the first time.
    return;
  }
  give_order(role.orders, Order::freeze);
  // A process stops when it next enters or leaves the kernel: those that compute elsewhere are waited for.
  const std::int64_t until = now_ms() + patience_ms;
  Descendants tree;
  do descendants_of(role.pid, tree);
  while (!all_stand_still(tree) && now_ms() < until && sched_yield() == 0);
}

void continue_role(const Cell& cell, const Role& role) {
  if (cell.spec.is_full()) give_order(role.orders, Order::thaw);
  else if (!freeze_group(cell.group, number_of(cell, role), false)) signal_tree(role, SIGCONT);
}

void ask_role_to_end(const Cell& cell, const Role& role) {
  if (cell.spec.is_full()) give_order(role.orders, Order::term);
  else kill(-role.pid, SIGTERM);
}

namespace {

void kill_everything(Cell& cell) {
  const std::int64_t until = now_ms() + patience_ms;
  // With a pid 1 for each role nothing can be left that would have to be looked for.
  const bool uid_is_ours_to_sweep = !cell.spec.is_full() && cell.spec.own_identity && cell.spec.uid != 0 && geteuid() == 0;
  for (;;) {
    for (int role = 0; role < cell.spec.role_count; ++role)
      if (cell.roles[role].phase == Phase::running) kill_processes_of(cell, cell.roles[role]);
    kill_strays(cell);
    kill_group(cell.group);
    if (uid_is_ours_to_sweep) kill_uid(cell.spec.uid);
    reap(cell);
    siginfo_t info{};
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD) return;
    if (now_ms() >= until) return;
    wait_for_child(until);
  }
}

}  // namespace

void end_everything(Cell& cell) {
  measure(cell);
  kill_everything(cell);
  close_group(cell.group);
}

void fail_cell(Cell& cell, const Role& role, int error) {
  dprintf(STDERR_FILENO, "assay-cell: role '%s' cannot be kept apart: %s\n", role.spec->name, strerror(error));
  end_everything(cell);
  _exit(71);
}

}  // namespace assay::cell
