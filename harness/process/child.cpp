// Waiting for children, by pidfd. A child stays a zombie until its Child goes: so its number, which is its
// group's too, cannot be given to somebody else while we may still send signals to it.
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/text.hpp"
#include "process/process.hpp"

namespace assay {
namespace {

constexpr int by_pidfd = 3;   // P_PIDFD; glibc 2.35 and older lack it

struct Ending {
  int status;
  std::chrono::milliseconds cpu;
};

std::chrono::milliseconds milliseconds(const timeval& span) {
  return std::chrono::milliseconds(span.tv_sec * 1000 + span.tv_usec / 1000);
}

/// The system call, because glibc's waitid hides the rusage. `id` is a pidfd, or a pid when there is none.
std::optional<Ending> ending(int kind, int id, int options) {
  siginfo_t info{};
  rusage usage{};
  long result;
  do result = ::syscall(SYS_waitid, kind, id, &info, options | WEXITED, &usage);
  while (result < 0 && errno == EINTR);
  if (result < 0 || info.si_pid == 0) return std::nullopt;
  const int status = info.si_code == CLD_EXITED ? (info.si_status & 0xff) << 8 : info.si_status;
  return Ending{status, milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime)};
}

/// One of the child's two outputs as run() collects it.
class Capture {
 public:
  Capture(Spawn& spawn, int number, std::string& text, std::size_t limit)
      : text_(text), limit_(limit) {
    if (spawn.descriptors.contains(number)) return;
    std::tie(read_, write_) = make_pipe();
    ::fcntl(read_.get(), F_SETFL, O_NONBLOCK);
    spawn.descriptors[number] = write_.get();
  }

  int descriptor() const { return read_.get(); }
  void started() { write_.reset(); }

  /// Reads what is there, at most `most` bytes; closes at the end of the stream.
  void drain(std::size_t most) {
    char buffer[16 * 1024];
    while (read_ && most > 0) {
      const ssize_t got = ::read(read_.get(), buffer, std::min(most, sizeof buffer));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && errno == EAGAIN) return;
      if (got <= 0) return read_.reset();
      text_.append(buffer, std::min<std::size_t>(got, limit_ - text_.size()));
      most -= static_cast<std::size_t>(got);
    }
  }

 private:
  std::string& text_;
  std::size_t limit_;
  UniqueFd read_, write_;
};

constexpr std::size_t a_pipeful = 1 << 20;   // The most that an ordinary user may make a pipe hold.

/// Until the child has ended (true), or the deadline or an interruption came first (false).
bool collect(const Child& child, Capture& out, Capture& err, Deadline deadline) {
  for (;;) {
    pollfd ready[] = {{child.pidfd(), POLLIN, 0},
                      {interrupt_descriptor(), POLLIN, 0},
                      {out.descriptor(), POLLIN, 0},
                      {err.descriptor(), POLLIN, 0}};
    const auto left = std::min(deadline.left(), std::chrono::milliseconds(std::chrono::hours(1)));
    ::poll(ready, std::size(ready), static_cast<int>(left.count()));
    if (ready[2].revents) out.drain(a_pipeful);
    if (ready[3].revents) err.drain(a_pipeful);
    if (ready[0].revents) return true;
    if (ready[1].revents || deadline.passed()) return false;
  }
}

}  // namespace

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      pidfd_(std::move(other.pidfd_)),
      status_(std::exchange(other.status_, std::nullopt)),
      cpu_(other.cpu_),
      grace_(other.grace_) {}

Child& Child::operator=(Child&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(pidfd_, other.pidfd_);
  std::swap(status_, other.status_);
  std::swap(cpu_, other.cpu_);
  std::swap(grace_, other.grace_);
  return *this;
}

Child::~Child() {
  if (pid_ <= 0) return;
  if (grace_.count() > 0 && !status_) {
    ::kill(pid_, SIGTERM);
    wait(Deadline::in(grace_));
  }
  kill(SIGKILL);
  ending(P_PID, pid_, 0);
}

std::optional<int> Child::wait(Deadline deadline) {
  while (!status_) {
    pollfd ready{pidfd_.get(), POLLIN, 0};
    const auto left = std::min(deadline.left(), std::chrono::milliseconds(std::chrono::hours(1)));
    if (::poll(&ready, 1, static_cast<int>(left.count())) == 1) {
      const auto end = ending(by_pidfd, pidfd_.get(), WNOWAIT | WNOHANG);
      if (!end) return std::nullopt;
      status_ = end->status;
      cpu_ = end->cpu;
    } else if (deadline.passed()) {
      return std::nullopt;
    }
  }
  return status_;
}

void Child::kill(int signal) const {
  if (pid_ > 0) ::kill(-pid_, signal);
}

Completed run(Spawn spawn, Deadline deadline, std::size_t output_limit, std::string_view input) {
  Completed completed;
  Capture out(spawn, 1, completed.out, output_limit);
  Capture err(spawn, 2, completed.err, output_limit);
  UniqueFd in;
  if (!input.empty()) spawn.descriptors[0] = (in = memory_file("input", input)).get();

  Child child = assay::spawn(spawn);
  out.started();
  err.started();
  completed.timed_out = !collect(child, out, err, deadline);
  if (completed.timed_out) child.kill(SIGKILL);
  completed.status = child.wait(Deadline::in(std::chrono::seconds(10))).value_or(SIGKILL);
  // Not to the end of the stream: a descendant may hold the other end for ever.
  out.drain(a_pipeful);
  err.drain(a_pipeful);
  return completed;
}

std::string describe_status(int wait_status) {
  if (WIFEXITED(wait_status)) return cat("exited with status ", WEXITSTATUS(wait_status));
  const int signal = WTERMSIG(wait_status);
  const char* const name = ::sigabbrev_np(signal);
  return name ? cat("was killed by SIG", name) : cat("was killed by signal ", signal);
}

}  // namespace assay
