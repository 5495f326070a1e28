// The pid 1 of a role in tiers A and B: between the cell, which it obeys over a socket, and the role's processes, all of
// which end with it.
//
// It is ours, and inside nobody can harm it: the kernel delivers to a pid 1 no signal from its own namespace that it does
// not want, its memory is not dumpable, its descriptors are two. It keeps no right but that to send signals.
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "sandbox/cell.hpp"

namespace assay::cell {

/// One byte, answered by one byte when it is done.
enum class Order : char {
  term = 't',      ///< SIGTERM to the role's process group
  freeze = 'f',    ///< SIGSTOP to all
  thaw = 'c',      ///< SIGCONT to all
};

/// Sent when the role's first process has ended; then pid 1 ends.
struct RoleEnd {
  int status = 0;             ///< wait status
  std::uint64_t cpu_us = 0;   ///< of that process alone
};

struct Start {
  const Cell& cell;
  const Role& role;
  pid_t cell_pid;
  int orders;    ///< our end of a SOCK_SEQPACKET pair
  int output;    ///< what the role writes goes here
  int failure;   ///< an Obstacle goes here; its end tells that the role's program runs
  int gate = -1; ///< of a process that is started ahead: its standard input, to wait at
};

/// A new process in pid and mount namespaces of its own that lives as the role's pid 1. Its pid as the cell sees it, or -1
/// with errno.
pid_t make_init(const Start& start);

/// The life of the role's first process. Never returns: becomes the role's program or says why it cannot.
[[noreturn]] void become_role(const Start& start);

/// Sends the order and waits for its answer, within `patience_ms`. False when there was none.
bool give_order(int orders, Order order);
/// What pid 1 has said about the end of its role. False when it was killed before it could.
bool read_end(int orders, RoleEnd& end);

}  // namespace assay::cell
