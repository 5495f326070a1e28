// From fork to exec of a role's first process.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <initializer_list>

#include "sandbox/cell.hpp"
#include "sandbox/init.hpp"
#include "sandbox/inside.hpp"

namespace assay::cell {
namespace {

/// The pairs that join cell and role: [0] is the cell's end.
struct Joints {
  int orders[2] = {-1, -1}, output[2] = {-1, -1}, failure[2] = {-1, -1}, gate[2] = {-1, -1};

  int open(bool with_orders, bool with_gate) {
    if (pipe2(output, O_CLOEXEC) != 0 || pipe2(failure, O_CLOEXEC) != 0) return errno;
    if (with_orders && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, orders) != 0) return errno;
    if (with_gate && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, gate) != 0) return errno;
    return 0;
  }
  void close_end(int end) {
    for (int* joint : {orders, output, failure, gate}) {
      if (joint[end] >= 0) close(joint[end]);
      joint[end] = -1;
    }
  }
  int take(int* joint) {
    const int fd = joint[0];
    joint[0] = -1;
    return fd;
  }
  ~Joints() {
    close_end(0);
    close_end(1);
  }
};

/// Without a pid namespace: a child of the cell's own.
pid_t make_child(const Start& start) {
  const pid_t pid = fork();
  if (pid == 0) become_role(start);
  return pid;
}

/// What the new process said before its exec. It may already have the submission's uid, so another role may have stopped it:
/// it is not waited for without end.
Obstacle obstacle_of(int failure) {
  pollfd ready{failure, POLLIN, 0};
  if (poll(&ready, 1, patience_ms) != 1) return {Step::role, ETIMEDOUT};
  Obstacle obstacle;
  if (read(failure, &obstacle, sizeof obstacle) == sizeof obstacle) return obstacle;
  return {};
}

void append(Words& words, const Words& more) {
  for (int word = 0; word < more.count; ++word) words.at[words.count++] = more.at[word];
}

void end_at_once(pid_t pid) {
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
}

[[noreturn]] void give_up(int failure, Obstacle obstacle) {
  [[maybe_unused]] const auto written = write(failure, &obstacle, sizeof obstacle);
  _exit(127);
}

}  // namespace

void become_role(const Start& start) {
  const Spec& spec = start.cell.spec;
  const RoleSpec& role = *start.role.spec;
  if (!spec.is_full())
    if (const int error = enter_group(start.cell.group, number_of(start.cell, start.role)); error != 0)
      give_up(start.failure, {Step::machine, error});
  if (const Obstacle obstacle = go_inside(spec, role.cwd, start.output); obstacle.error != 0)
    give_up(start.failure, obstacle);
  if (!spec.is_full()) {
    // After the change of uid, which clears it. Daemons of the role are re-parented to it as long as it lives, and
    // then to the cell: so a child of the cell that is no role is always a remnant.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (getppid() != start.cell_pid) _exit(127);
  }
  environ = const_cast<char**>(role.environment.at);
  Words words;
  if (start.gate >= 0) {
    if (dup2(start.gate, STDIN_FILENO) < 0) give_up(start.failure, {Step::machine, errno});
    append(words, role.ahead);
  }
  append(words, role.args);
  execvp(words.at[0], const_cast<char* const*>(words.at));   // By the role's own PATH.
  give_up(start.failure, {Step::role, errno});
}

namespace {

/// The gate opens; false when whoever waited there is gone.
bool let_go(Cell& cell, Role& role) {
  const bool told = send(role.gate, "!", 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
  close(role.gate);
  role.gate = -1;
  if (told) start_ticking(cell);
  return told;
}

int make_role(Cell& cell, Role& role, bool ahead) {
  if (!role.output.reserve(cell.spec.head_bytes, cell.spec.tail_bytes)) return ENOMEM;
  Joints joints;
  if (const int error = joints.open(cell.spec.is_full(), ahead); error != 0) return error;
  const Start start{cell, role, getpid(), joints.orders[1], joints.output[1], joints.failure[1], joints.gate[1]};
  const pid_t pid = cell.spec.is_full() ? make_init(start) : make_child(start);
  if (pid < 0) return errno;
  joints.close_end(1);
  const Obstacle obstacle = obstacle_of(joints.failure[0]);
  if (obstacle.error != 0) {
    end_at_once(pid);
    if (obstacle.step == Step::machine) fail_cell(cell, role, obstacle.error);
    return obstacle.error;
  }
  role.phase = Phase::running;
  role.pid = pid;
  role.code = 0;
  role.limit = Limit::none;
  role.orders = joints.take(joints.orders);
  role.pipe = joints.take(joints.output);
  role.gate = joints.take(joints.gate);
  fcntl(role.pipe, F_SETFL, O_NONBLOCK);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u32 = static_cast<std::uint32_t>(number_of(cell, role));
  epoll_ctl(cell.epoll, EPOLL_CTL_ADD, role.pipe, &event);
  if (!ahead) start_ticking(cell);
  return 0;
}

}  // namespace

int launch_role(Cell& cell, Role& role) {
  if (role.phase == Phase::running) {   // It waits at its gate.
    if (let_go(cell, role)) return 0;
    kill_role(cell, role);
  }
  return make_role(cell, role, false);
}

void launch_ahead(Cell& cell) {
  for (int role = 0; role < cell.spec.role_count; ++role)
    if (cell.spec.roles[role].ahead.count > 0) make_role(cell, cell.roles[role], true);
}

}  // namespace assay::cell
