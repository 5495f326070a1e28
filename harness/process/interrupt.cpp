#include <fcntl.h>
#include <poll.h>
#include <signal.h>

#include <atomic>
#include <cerrno>

#include "process/process.hpp"

namespace assay {
namespace {

// The byte is never read, so that the descriptor stays readable for every thread that polls it.
std::atomic<int> readable = -1, writable = -1;
std::atomic<bool> arrived = false;
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

void note(int) {
  const int before = errno;
  arrived = true;
  [[maybe_unused]] const auto written = ::write(writable, "!", 1);
  errno = before;
}

}  // namespace

void install_interrupt_handler() {
  if (readable >= 0) return;
  auto [read, write] = make_pipe();
  ::fcntl(write.get(), F_SETFL, O_NONBLOCK);
  writable = write.release();
  readable = read.release();
  struct sigaction action {};
  action.sa_handler = note;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

int interrupt_descriptor() { return readable; }

bool interrupted() { return arrived; }

bool is_readable(int descriptor) {
  pollfd waiting{descriptor, POLLIN, 0};
  return descriptor >= 0 && ::poll(&waiting, 1, 0) > 0;
}

}  // namespace assay
