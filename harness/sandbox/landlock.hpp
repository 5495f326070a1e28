// Landlock: what a process may do with files, TCP ports, other processes and abstract sockets, restricted by the
// process itself. The second layer below the namespaces of tiers A and B, the first in C and D.
#pragma once

#include <cstdint>

namespace assay::cell {

struct Paths {
  static constexpr int most = 32;
  const char* at[most] = {};
  int count = 0;
  bool add(const char* path) { return count < most && (at[count++] = path); }
};

struct TcpPorts {
  static constexpr int most = 32;
  std::uint16_t at[most] = {};
  int count = 0;
  bool add(std::uint16_t port) { return count < most && ((at[count++] = port), true); }
};

enum class Reach {
  whole_root_readable,   ///< tiers A, B: the root is the cell's own; everything in it may be read and executed
  listed_only,           ///< tiers C, D: what is not listed cannot be opened
};

/// What the running kernel's Landlock can do; 0: there is none, or it is switched off.
/// 1 files, 2 renaming across directories, 3 truncating, 4 TCP ports, 5 device ioctl, 6 signals and abstract sockets.
int landlock_abi();

/// Restricts the calling thread and all that it becomes or makes, for ever, as far as the kernel's ABI goes.
/// Needs PR_SET_NO_NEW_PRIVS. Listed paths that do not exist are skipped. Null for `bind` or `connect`: that is not
/// restricted; an empty list: to no port at all. Port 0 in `bind` is "any free one". Signals go to processes that
/// were restricted together with the caller only, connections to abstract sockets likewise.
/// False with errno, ENOSYS where there is no Landlock.
bool restrict_paths(Reach reach, const Paths& readable, const Paths& writable, const TcpPorts* bind = nullptr,
                    const TcpPorts* connect = nullptr);

}  // namespace assay::cell
