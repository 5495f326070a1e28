// assay-cell: the supervisor of one unit. It starts a submission's programs (roles), keeps what they write, holds
// them to their limits, and leaves nothing of them behind.
//
// Theory of operation
//
// Four parties: the harness starts the cell and waits for its report; the suite sends it requests; roles are the
// submission's programs, and belong to the adversary. The cell keeps the privilege it was started with, so it does
// little: it parses the harness's specification and the suite's short requests, and nothing that a role wrote. All
// paths, arguments, users and limits come from the specification. A suite that is taken over can start and stop the
// roles of its own unit and no more.
//
// One thread, one epoll: the control socket, the report pipe (for its reader's end only), signals, a timer that ticks
// while a role runs, and one output pipe per role, which is always drained, so that no role ever blocks on it. Every
// wait but that of the event loop is bounded, and none is a fixed sleep.
//
// Tiers A and B (protocol.hpp). The cell itself enters network, ipc, uts and mount namespaces and stays in the host's pid
// namespace, where no role sees it; it builds the root that roles will see and opens the listeners before the first of
// them. Each start of a role gets a pid and a mount namespace of its own. Its pid 1 (init.hpp) is a child of the cell, which
// makes the built root the only one, forks the role's first process, reaps, and stops or continues all at the cell's order;
// it ends with the first process, and with it the kernel kills whatever is left. So a role ends whole, daemons too, and no
// other with it; and SIGKILL for the cell or the harness ends everything, mounts and namespaces with it.
//
// Tiers C and D. A start of a role is one session. Its first process is a child subreaper: daemons stay below it. When it
// ends, by itself or not, they are re-parented to the cell, which is a subreaper too and kills at once every child that leads
// no role. A role may renounce being a subreaper; then its daemons are killed while it lives. At the end everything of the
// unit's uid is killed, where it has one. SIGKILL for the cell leaves daemons behind; nobody sends it without having tried
// the rest.
//
// The cell ends when the suite's end of the socket is closed, when the report's reader or the harness's launcher is
// gone, or at SIGTERM. Then everything in it is killed, and the report is written.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "sandbox/cell.hpp"
#include "sandbox/descendants.hpp"
#include "sandbox/inside.hpp"
#include "sandbox/ports.hpp"
#include "sandbox/protocol.hpp"
#include "sandbox/root.hpp"
#include "sandbox/space.hpp"
#include "sandbox/tier.hpp"

namespace assay::cell {
namespace {

Cell cell;

/// Nothing inherited but what the protocol names.
void shed_inheritance() {
  int fd;
  do fd = open("/dev/null", O_RDWR);   // NOLINT: the standard descriptors are to stay
  while (fd >= 0 && fd <= STDERR_FILENO);
  syscall(SYS_close_range, static_cast<unsigned>(protocol::report_fd + 1), ~0u, 0);
  fcntl(protocol::control_fd, F_SETFD, FD_CLOEXEC);
  fcntl(protocol::report_fd, F_SETFD, FD_CLOEXEC);
  umask(077);
}

/// Nothing to be had through this process; and its end comes with the harness's.
void protect_self() {
  prctl(PR_SET_DUMPABLE, 0);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  // The harness asked for SIGKILL at its end, which would leave no time to clean up.
  prctl(PR_SET_PDEATHSIG, SIGTERM);
}

/// Everything that roles will stand on, before the first of them starts.
void prepare() {
  Spec& spec = cell.spec;
  if (spec.tier == Tier::root_full && geteuid() != 0) die("tier A: needs root");
  if (spec.tier == Tier::user_full && geteuid() == 0) become_ordinary(spec);
  open_group(spec, cell.group);
  if (!counts_processes_alone(spec)) spec.tasks_before = tasks_of_user(geteuid());
  if (spec.is_full()) enter_space(spec);   // It changes what protect_self() sets.
  protect_self();
  open_ports(spec);
  resolve_spec(spec);
  if (spec.is_full()) build_root(spec);
}

void watch(int fd, std::uint32_t events, Source source) {
  epoll_event event{};
  event.events = events;
  event.data.u32 = source;
  // A report that is a file has no reader that could go.
  if (epoll_ctl(cell.epoll, EPOLL_CTL_ADD, fd, &event) != 0 && errno != EPERM)
    die("descriptor %d: %s", fd, strerror(errno));
}

int signal_descriptor() {
  signal(SIGPIPE, SIG_IGN);
  sigset_t watched;
  sigemptyset(&watched);
  sigaddset(&watched, SIGCHLD);
  sigaddset(&watched, SIGTERM);
  sigaddset(&watched, SIGINT);
  sigaddset(&watched, SIGHUP);
  sigprocmask(SIG_BLOCK, &watched, nullptr);
  return signalfd(-1, &watched, SFD_NONBLOCK | SFD_CLOEXEC);
}

/// False when one of the signals asks for the end.
bool take_signals(int signals) {
  signalfd_siginfo info;
  bool go_on = true;
  for (int count = 0; count < 16 && read(signals, &info, sizeof info) == sizeof info; ++count)
    go_on = go_on && info.ssi_signo == SIGCHLD;
  settle(cell);
  return go_on;
}

void take_tick() {
  std::uint64_t ticks;
  [[maybe_unused]] const auto got = read(cell.timer, &ticks, sizeof ticks);
  settle(cell);
  kill_strays(cell);
  enforce_limits(cell);
}

void serve(int signals) {
  for (;;) {
    epoll_event events[8];
    const int count = epoll_wait(cell.epoll, events, 8, -1);
    if (count < 0 && errno != EINTR) return;
    for (int number = 0; number < count; ++number) {
      switch (events[number].data.u32) {
        case from_control:
          if (!answer_request(cell)) return;
          break;
        case from_report: return;
        case from_signals:
          if (!take_signals(signals)) return;
          break;
        case from_timer: take_tick(); break;
        default: drain(cell, cell.roles[events[number].data.u32]);
      }
    }
  }
}

[[noreturn]] void run(char* program_name) {
  cell.program_name = program_name;
  cell.program_name_size = strlen(program_name);
  shed_inheritance();
  read_spec(protocol::spec_fd, cell.spec);
  close(protocol::spec_fd);
  prepare();
  for (int role = 0; role < cell.spec.role_count; ++role) cell.roles[role].spec = &cell.spec.roles[role];

  const int signals = signal_descriptor();
  cell.epoll = epoll_create1(EPOLL_CLOEXEC);
  cell.timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (signals < 0 || cell.epoll < 0 || cell.timer < 0) die("event loop: %s", strerror(errno));
  watch(protocol::control_fd, EPOLLIN, from_control);
  watch(protocol::report_fd, 0, from_report);
  watch(signals, EPOLLIN, from_signals);
  watch(cell.timer, EPOLLIN, from_timer);
  cell.filled = !cell.spec.starts_ahead();
  launch_ahead(cell);
  serve(signals);

  end_everything(cell);
  if (cell.spec.keep) cell.kept = keep_box(cell.spec);
  write_report(cell);
  _exit(0);   // There is nothing left to be put in order, also for a sanitizer that may not look into this process.
}

}  // namespace

}  // namespace assay::cell

int main(int argc, char** argv) {
  if (argc == 2 && strcmp(argv[1], "--tier") == 0) return assay::cell::say_tier();
  assay::cell::run(argv[0]);
}
