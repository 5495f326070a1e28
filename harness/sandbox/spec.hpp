// The cell's specification (protocol.hpp) as structs. Words are pointers into the text that was read; nothing is
// ever freed. Every limit of size is here.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

namespace assay::cell {

inline constexpr std::size_t most_spec_bytes = 256 * 1024;
inline constexpr int most_roles = 16;
inline constexpr int most_listeners = 8;
inline constexpr int most_words = 64;   ///< of one role's arguments, of its environment, of the common one
inline constexpr int most_paths = 16;   ///< readonly, writable

/// How far roles are kept apart from the machine (protocol.hpp).
enum class Tier : char { root_full = 'A', user_full = 'B', root_weak = 'C', user_weak = 'D' };

struct Words {
  const char* at[2 * most_words + 1] = {};   ///< ends with a null pointer
  int count = 0;
};

struct RoleSpec {
  const char* name = nullptr;
  const char* cwd = ".";
  Words args, environment;   ///< after resolve_spec: ready for exec, the common environment included
  Words ahead;               ///< stand before args in a process that is started with the cell and waits (protocol.hpp); or none
};

struct Listener {
  const char* name = nullptr;
  std::uint16_t port = 0;    ///< 0 in the specification: any
  int fds[2] = {-1, -1};     ///< 127.0.0.1, and ::1 in a network namespace of the cell's own that has it
};

struct Port {
  const char* name = nullptr;
  std::uint16_t port = 0;    ///< 0 in the specification: any
};

struct PathList {
  const char* at[most_paths] = {};
  int count = 0;
};

inline constexpr std::uint64_t unlimited = ~std::uint64_t{0};

struct Spec {
  Tier tier = Tier::user_weak;
  const char* box = nullptr;      ///< as roles see it
  const char* source = nullptr;   ///< null: the box begins empty
  const char* place = nullptr;
  const char* keep = nullptr;     ///< null: nothing of the box outlives the cell
  std::uint64_t keep_bytes = unlimited, keep_files = unlimited;
  PathList readonly, writable;
  const char* user_name = nullptr;
  uid_t inner_uid = 0;            ///< of roles, as they see it; their group has the same number
  bool own_identity = false;   ///< uid and gid are given
  std::uint64_t tasks_before = 0;   ///< what the user runs beside the cell, where the limit of processes counts that too
  uid_t uid = 0;
  gid_t gid = 0;
  std::uint64_t processes = unlimited, file_bytes = unlimited, open_files = unlimited,
                cpu_seconds = unlimited, memory_bytes = unlimited, disk_bytes = unlimited, disk_inodes = unlimited;
  std::uint64_t head_bytes = 1 << 20, tail_bytes = 64 << 10, kill_bytes = 256 << 20;
  Listener listeners[most_listeners];
  int listener_count = 0;
  Port ports[most_roles];
  int port_count = 0;
  Words environment;
  RoleSpec roles[most_roles];
  int role_count = 0;

  /// Some role's first process is started with the cell.
  bool starts_ahead() const {
    for (int role = 0; role < role_count; ++role)
      if (roles[role].ahead.count > 0) return true;
    return false;
  }

  /// Roles see a root, a network and processes of the cell's own: tiers A and B.
  bool is_full() const { return tier == Tier::root_full || tier == Tier::user_full; }
};

/// Says "bad spec: …" on standard error and exits with 64: the harness is at fault.
[[noreturn, gnu::format(printf, 1, 2)]] void bad_spec(const char* format, ...);
/// Says "assay-cell: …" and exits with 71: the machine is at fault. Both only before anything was started.
[[noreturn, gnu::format(printf, 1, 2)]] void die(const char* format, ...);

/// Reads the specification to its end, or does not return.
void read_spec(int fd, Spec& spec);

/// Puts the ports (open_ports has run) into the words and makes every role's environment complete.
void resolve_spec(Spec& spec);

/// The number that is the whole of `text`.
bool parse_number(const char* text, std::uint64_t& number);

}  // namespace assay::cell
