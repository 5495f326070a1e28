// Control groups: how the kernel counts and limits all processes of a cell together, and of each role by itself.
//
// Each cell has one group, `assay-cell-PID-N`, with a child `roleN` for every role, in every hierarchy that it needs:
// the unified one (v2) for killing, freezing and CPU time, and for memory and processes the first (v2, then v1) where
// a group can be made and its limit be written. Preferred place: below the group that the cell itself runs in.
// What cannot be had is left out and said in the Group; it never fails the cell.
//
// A group's directory is locked (flock) while its cell lives; open_group removes those that nobody holds.
// All descriptors are opened at once: a cell that has left the machine's mounts behind can still use them.
#pragma once

#include <cstddef>

#include "sandbox/spec.hpp"

namespace assay::cell {

/// The cell's group in one hierarchy.
struct Branch {
  int parent = -1;              ///< the directory that it lies in
  int directory = -1;           ///< itself, locked
  char name[48] = {};
  int role_directory[most_roles];
  int role_procs[most_roles];   ///< open for writing: a process enters by them
  bool there() const { return directory >= 0; }
};

struct Group {
  enum { unified, memory_v1, pids_v1, cpu_v1, hierarchies };
  Branch at[hierarchies];
  int roles = 0;
  int memory = -1, processes = -1, cpu = -1;   ///< index of the hierarchy that has it; -1: none
  bool memory_of_roles = false, processes_of_roles = false;   ///< counted for each role too
  char why_no_memory[160] = {}, why_no_processes[160] = {};   ///< "/sys/fs/cgroup: mkdir: Permission denied"

  /// "cgroup2", "cgroup1" or "sampled".
  const char* how(int resource) const {
    return resource < 0 ? "sampled" : resource == unified ? "cgroup2" : "cgroup1";
  }
};

struct GroupUsage {
  std::uint64_t cpu_us = 0;
  std::uint64_t peak_bytes = 0;   ///< of the cell only
  std::uint64_t bytes = 0;        ///< now
  std::uint64_t oom_kills = 0;    ///< processes that the kernel killed for want of memory
  std::uint64_t tasks = 0;        ///< now: processes and threads
  std::uint64_t most_tasks = 0;   ///< ever, where the kernel keeps it; of the cell only
  std::uint64_t refused = 0;      ///< forks refused at the limit of processes
};

/// Makes the cell's group with spec's limits of memory and processes, and removes those of dead cells. True when both
/// limits stand.
bool open_group(const Spec& spec, Group& group);

/// Puts the calling process (single-threaded, still privileged) into the role's group. errno, or 0.
int enter_group(const Group& group, int role);

/// Of all roles together, and of one. What the group does not count is 0.
GroupUsage read_group(const Group& group);
GroupUsage read_group(const Group& group, int role);

/// Kills every process of the role. False where that cannot be done at one stroke: there is no v2 group.
bool kill_group(const Group& group, int role);
/// Kills every process of every role, where needed one by one.
void kill_group(const Group& group);
/// Stops or continues every process of the role. False where there is no v2 group.
bool freeze_group(const Group& group, int role, bool frozen);

/// Kills what is in it and removes it.
void close_group(Group& group);

}  // namespace assay::cell
