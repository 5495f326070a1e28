// For tests: whether processes live, and what comes true in time.
#pragma once

#include <poll.h>

#include <chrono>
#include <string>
#include <thread>

#include "base/deadline.hpp"
#include "base/fault.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace assay {

/// A zombie lives no more.
inline bool process_lives(const std::string& pid) {
  try {
    return read_file(cat("/proc/", pid, "/status")).find("State:\tZ") == std::string::npos;
  } catch (const Fault&) {
    return false;
  }
}

/// Whether the process goes within five seconds.
inline bool gone(const std::string& pid) {
  const Deadline deadline = Deadline::in(std::chrono::seconds(5));
  while (process_lives(pid) && !deadline.passed()) std::this_thread::yield();
  return !process_lives(pid);
}

/// Calls `condition` until it is true; false if that takes longer than ten seconds.
template <class Condition>
bool eventually(Condition condition) {
  const Deadline deadline = Deadline::in(std::chrono::seconds(10));
  while (!condition()) {
    if (deadline.passed()) return false;
    ::poll(nullptr, 0, 1);
  }
  return true;
}

}  // namespace assay
