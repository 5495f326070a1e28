// What /proc says about the processes below one of ours.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace assay::cell {

/// A process and all below it, as far as they can be seen: a process that ends while we look may hide its children
/// for a moment, so whoever wants all of them gone asks again until there are none.
struct Descendants {
  static constexpr int most = 4096;
  pid_t pids[most];
  int count = 0;
};

/// `root` first. Parents come before their children.
void descendants_of(pid_t root, Descendants& found);

/// The direct children of this (single-threaded) program.
void own_children(Descendants& found);

struct Usage {
  std::uint64_t cpu_ms = 0;          ///< its own and that of the children it has waited for
  std::uint64_t bytes = 0;           ///< resident
  std::uint64_t tasks = 0;           ///< threads
};

/// Of one living process; nothing of one that has gone.
Usage usage_of(pid_t pid);

/// How long the one of their threads that waited most has waited for a processor, although it could have run; 0 where the kernel does
/// not count it.
std::uint64_t waited_for_processor_ms(const Descendants& processes);

/// Threads of all processes of this user, as far as /proc shows them.
std::uint64_t tasks_of_user(uid_t user);

/// Memory with shared pages counted in proportion. Slow: walks the page tables.
std::uint64_t proportional_bytes(pid_t pid);

/// Whether every process but the first is stopped or dead.
bool all_stand_still(const Descendants& processes);

struct Address {
  char text[64] = {};   ///< "127.0.0.1:8080", "[::]:8000"
};

/// Writes up to `most` TCP addresses that the processes listen on, in this process' network namespace.
int listening_addresses(const Descendants& processes, Address* addresses, int most);

}  // namespace assay::cell
