// A new process between fork and exec.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "process/process.hpp"

namespace assay {

/// What a new process was doing when it could not go on; sent to the parent with errno.
enum class Step : int { descriptors, limits, identity, directory, program };

struct Stop {
  Step step;
  int error;
};

/// Everything the new process needs, laid out before the fork: after it only system calls are allowed, since
/// another thread may have held the allocator's lock.
struct Plan {
  explicit Plan(const Spawn& from);

  const Spawn& spawn;
  std::vector<std::string> settings;
  std::vector<const char*> argv, environment;
  std::map<int, int> moves;          ///< child's number -> ours; -1: /dev/null
  mutable std::vector<int> parked;   ///< where the sources wait while the targets are filled
  pid_t parent = ::getpid();
  UniqueFd report;                   ///< write end of the pipe for a Stop
};

/// The rest of a new process' life before its program. Tells the parent through plan.report why it cannot go on.
[[noreturn]] void become(const Plan& plan);

}  // namespace assay
