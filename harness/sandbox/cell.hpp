// The cell as one value: its specification and the life of its roles.
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "sandbox/cgroup.hpp"
#include "sandbox/limits.hpp"
#include "sandbox/output.hpp"
#include "sandbox/spec.hpp"
#include "sandbox/tree.hpp"

namespace assay::cell {

enum class Phase { none, running, exited, signalled };

struct Role {
  const RoleSpec* spec = nullptr;
  Phase phase = Phase::none;
  pid_t pid = -1;                  ///< while it runs: of its pid 1 (tiers A and B), or of its first process, which
                                   ///< leads its session
  int code = 0;                    ///< exit status or signal
  Limit limit = Limit::none;       ///< that ended it
  int orders = -1;                 ///< to its pid 1
  int pipe = -1;                   ///< its output
  int gate = -1;                   ///< of a process that was started ahead and waits: what lets it go
  Output output;                   ///< of all its starts

  /// Runs as far as the suite can tell.
  bool is_started() const { return phase == Phase::running && gate < 0; }
};

struct Cell {
  Spec spec;
  Role roles[most_roles];
  Group group;
  char* program_name = nullptr;    ///< the words that /proc shows as this process' command line
  std::size_t program_name_size = 0;
  int epoll = -1;
  int timer = -1;                  ///< ticks while a role runs
  bool filled = true;              ///< /box holds the submission
  std::uint64_t reaped_cpu_us = 0; ///< of processes that are gone
  Evidence evidence;
  Noticed noticed;
  Kept kept;                       ///< where the specification says so, once everything has ended
};

inline int number_of(const Cell& cell, const Role& role) { return static_cast<int>(&role - cell.roles); }

/// How the event loop tells its descriptors apart; a role's pipe has the role's index.
enum Source : std::uint32_t { from_control = 100, from_report, from_signals, from_timer };

// roles.cpp

/// Starts the role's program, or returns why it could not. The one place where a role's first process is made.
int launch_role(Cell& cell, Role& role);
/// Starts the first process of every role that is to be started ahead; what cannot be started so is started later.
void launch_ahead(Cell& cell);
/// The machine did not let a role be kept apart: kills everything and ends the program, since a role without its walls is
/// none.
[[noreturn]] void fail_cell(Cell& cell, const Role& role, int error);
/// Takes what the role has written. Ends the role when it is too much.
void drain(Cell& cell, Role& role);
/// Notices what has ended. With a role's first process everything below it ends too.
void settle(Cell& cell);
/// Kills the role with all its processes; they are gone on return, but for what took longer than `patience_ms`.
void kill_role(Cell& cell, Role& role, Limit limit = Limit::none);
void stop_role(const Cell& cell, const Role& role);
void continue_role(const Cell& cell, const Role& role);
/// SIGTERM to the process group of its first process.
void ask_role_to_end(const Cell& cell, const Role& role);
/// Takes the last figures, kills whatever runs in the cell and removes its group.
void end_everything(Cell& cell);
/// Kills children of the cell that no role leads: what an ended role left, or what has escaped from a living one.
/// Returns how many there were.
int kill_strays(const Cell& cell);

inline constexpr int patience_ms = 2000;

// control.cpp

/// Answers one request. False when the suite has gone, or cannot be answered.
bool answer_request(Cell& cell);
/// The final report.
void write_report(const Cell& cell);

}  // namespace assay::cell
