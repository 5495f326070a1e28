#include "process/newborn.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cerrno>
#include <csignal>

namespace assay {
namespace {

/// The life of a new process until its exec. Never returns.
class Newborn {
 public:
  explicit Newborn(const Plan& plan) : plan_(plan), spawn_(plan.spawn), report_(plan.report.get()) {}

  [[noreturn]] void become() {
    reset_signals();
    ::setsid();
    ::umask(077);
    move_descriptors();
    close_the_rest();
    set_limits();
    take_identity();
    // Only now: a change of uid clears it. The parent may have ended before.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != plan_.parent) ::_exit(127);
    need(::chdir(spawn_.cwd.c_str()), Step::directory);
    unblock_signals();
    ::execve(plan_.argv[0], const_cast<char* const*>(plan_.argv.data()),
             const_cast<char* const*>(plan_.environment.data()));
    stop(Step::program);
  }

 private:
  [[noreturn]] void stop(Step step) {
    const Stop stop{step, errno};
    [[maybe_unused]] const auto written = ::write(report_, &stop, sizeof stop);
    ::_exit(127);
  }
  int need(int result, Step step) {
    if (result < 0) stop(step);
    return result;
  }

  void reset_signals() {
    struct sigaction standard {};
    standard.sa_handler = SIG_DFL;
    for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &standard, nullptr);
  }
  void unblock_signals() {
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
  }

  /// First every source is parked above all targets, so that filling one target cannot destroy the next source.
  void move_descriptors() {
    const int above = plan_.moves.rbegin()->first + 1;
    report_ = need(::fcntl(report_, F_DUPFD_CLOEXEC, above), Step::descriptors);
    const int null = need(::open("/dev/null", O_RDWR | O_CLOEXEC), Step::descriptors);
    std::size_t place = 0;
    for (const auto& [number, ours] : plan_.moves)
      plan_.parked[place++] =
          need(::fcntl(ours < 0 ? null : ours, F_DUPFD_CLOEXEC, above), Step::descriptors);
    place = 0;
    for (const auto& [number, ours] : plan_.moves)
      need(::dup2(plan_.parked[place++], number), Step::descriptors);
  }

  /// Whatever is not asked for ends at exec.
  void close_the_rest() {
    unsigned next = 0;
    for (const auto& [number, ours] : plan_.moves) {
      const auto kept = static_cast<unsigned>(number);
      if (kept > next)
        need(static_cast<int>(::syscall(SYS_close_range, next, kept - 1, CLOSE_RANGE_CLOEXEC)),
             Step::descriptors);
      next = kept + 1;
    }
    need(static_cast<int>(::syscall(SYS_close_range, next, ~0u, CLOSE_RANGE_CLOEXEC)),
         Step::descriptors);
  }

  void set_limits() {
    for (const auto& [resource, most] : spawn_.rlimits) {
      const rlimit limit{most, most};
      need(::setrlimit(static_cast<__rlimit_resource_t>(resource), &limit), Step::limits);
    }
  }

  // System calls, not glibc's functions: those want to change every thread of a process that has one.
  void take_identity() {
    if (spawn_.run_as) {
      const auto [uid, gid] = *spawn_.run_as;
      need(static_cast<int>(::syscall(SYS_setgroups, 0, nullptr)), Step::identity);
      need(static_cast<int>(::syscall(SYS_setresgid, gid, gid, gid)), Step::identity);
      need(static_cast<int>(::syscall(SYS_setresuid, uid, uid, uid)), Step::identity);
    }
    if (!spawn_.keep_privilege) need(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), Step::identity);
  }

  const Plan& plan_;
  const Spawn& spawn_;
  int report_;
};

}  // namespace

Plan::Plan(const Spawn& from) : spawn(from) {
  for (const auto& [name, value] : spawn.environment) settings.push_back(name + '=' + value);
  for (const std::string& word : spawn.argv) argv.push_back(word.c_str());
  for (const std::string& setting : settings) environment.push_back(setting.c_str());
  argv.push_back(nullptr);
  environment.push_back(nullptr);
  for (int standard = 0; standard < 3; ++standard) moves.emplace(standard, -1);
  for (const auto& [number, ours] : spawn.descriptors) moves[number] = ours;
  parked.resize(moves.size());
}

void become(const Plan& plan) { Newborn(plan).become(); }

}  // namespace assay
