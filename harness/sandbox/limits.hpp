// The limits of a unit's roles, and the evidence that one was hit.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sandbox/cgroup.hpp"

namespace assay::cell {

struct Cell;
struct Role;

enum class Limit { none, cpu, memory, processes, file, disk, inodes, output };

/// What all roles together have used.
struct Evidence {
  std::uint64_t cpu_ms = 0;
  std::uint64_t peak_bytes = 0;                    ///< memory; with a group, files on the cell's tmpfs are part of it
  std::uint64_t processes = 0;                     ///< most at once that were seen, threads counted
  std::uint64_t disk_bytes = 0, disk_inodes = 0;   ///< most that were seen; tiers A and B
};

/// What the kernel has counted and we have drawn conclusions from.
struct Noticed {
  std::uint64_t oom_kills[most_roles] = {}, refused[most_roles] = {}, all_refused = 0;
};

/// Brings the cell's evidence up to date.
void measure(Cell& cell);
/// The same, and ends the role that is to blame if a limit was hit.
void enforce_limits(Cell& cell);
void start_ticking(const Cell& cell);

/// The limit behind the end of a role that ended by itself or by the kernel's hand. `cpu_us`: its first process' own time.
Limit limit_behind_end(Cell& cell, const Role& role, std::uint64_t cpu_us);

/// "memory 805306368", "disk 20000 inodes": as `state` says it (protocol.hpp).
void describe(const Spec& spec, Limit limit, char* text, std::size_t size);
/// "cpu_ms=12 peak_bytes=4096 …", as the requests and the report have it.
void describe(const Evidence& evidence, char* text, std::size_t size);

}  // namespace assay::cell
