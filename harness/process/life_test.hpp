// For tests: whether processes live.
#pragma once

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

}  // namespace assay
