// The only file that knows Boost.Process (v2, 1.81 to 1.83). It forks; what happens between fork and exec is
// ours, exec included, for three reasons: its close_all leaves descriptors between two listed ones open, its
// error pipe may have the very number that a child asks for, and after a failed exec it calls exit(), which
// would run the parent's handlers in the copy.
#define BOOST_PROCESS_V2_SEPARATE_COMPILATION 1
#include "process/process.hpp"

#include <sys/prctl.h>
#include <sys/syscall.h>

#include <boost/asio/io_context.hpp>
#include <boost/process/v2.hpp>
#include <boost/process/v2/src.hpp>
#include <cassert>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "process/newborn.hpp"

namespace assay {
namespace {

namespace v2 = boost::process::v2;

/// Boost.Process' initialiser: called in the new process.
struct Becoming {
  const Plan& plan;
  template <class Launcher>
  v2::error_code on_exec_setup(Launcher&, const v2::filesystem::path&, const char* const*) {
    become(plan);
  }
};

Fault cannot_start(const Spawn& spawn, const Stop& stop) {
  const std::string cause = std::strerror(stop.error);
  const auto because = [&](std::string_view what) {
    return environment_fault(cat(spawn.argv[0], ": cannot be started: ", what, cause));
  };
  switch (stop.step) {
    case Step::descriptors: return because("descriptors: ");
    case Step::limits: return because("resource limits: ");
    case Step::identity: return because("change of user: ");
    case Step::directory: return because(cat("working directory ", assay::quoted(spawn.cwd.native()), ": "));
    case Step::program: return because("");
  }
  std::abort();
}

Child start(boost::asio::io_context& context, const Spawn& spawn) {
  Plan plan(spawn);
  auto [failure, report] = make_pipe();
  plan.report = std::move(report);

  v2::error_code error;
  v2::posix::default_launcher launcher;
  auto process = launcher(context.get_executor(), error, v2::filesystem::path(spawn.argv[0]),
                          std::vector<std::string>{}, Becoming{plan});
  if (error)
    throw environment_fault(cat(spawn.argv[0], ": cannot be started: ", error.message()));
  const pid_t pid = process.detach().id();   // Ours to reap from here on.
  Child child(pid, UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))), spawn.grace);

  plan.report.reset();
  Stop stop{};
  ssize_t got;
  do got = ::read(failure.get(), &stop, sizeof stop);
  while (got < 0 && errno == EINTR);
  if (got == sizeof stop) throw cannot_start(spawn, stop);
  if (child.pidfd() < 0) throw environment_fault("pidfd_open: not offered by this kernel");
  return child;
}

/// The thread that forks. It is never joined: its end would kill every child.
class Launcher {
 public:
  static Launcher& of_the_program() {
    static auto* const launcher = new Launcher;
    return *launcher;
  }

  Child start_here(const Spawn& spawn) {
    std::packaged_task<Child()> task([&] { return start(context_, spawn); });
    auto child = task.get_future();
    {
      const std::lock_guard lock(mutex_);
      queue_.push_back(&task);
    }
    arrived_.notify_one();
    return child.get();
  }

 private:
  Launcher() {
    // The new thread inherits the mask, and so does a new process until it has forgotten our handlers.
    sigset_t all, before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread([this] { serve(); }).detach();
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  [[noreturn]] void serve() {
    ::prctl(PR_SET_NAME, "launcher");
    for (;;) {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [&] { return !queue_.empty(); });
      auto* const task = queue_.front();
      queue_.pop_front();
      lock.unlock();
      (*task)();
    }
  }

  boost::asio::io_context context_{1};
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::packaged_task<Child()>*> queue_;
};

}  // namespace

Child spawn(const Spawn& spawn) {
  assert(!spawn.argv.empty());
  return Launcher::of_the_program().start_here(spawn);
}

}  // namespace assay
