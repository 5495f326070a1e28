#include "sandbox/cgroup.hpp"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <initializer_list>

#include "sandbox/cgroup_place.hpp"

namespace assay::cell {
namespace {

constexpr char prefix[] = "assay-cell-";
constexpr int directory_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr int removal_tries = 200;   // A millisecond each: what was killed takes a moment to go.

void note(char (&why)[160], const char* place, const char* what) {
  snprintf(why, sizeof why, "%.100s: %s: %s", place, what, strerror(errno));
}

/// The group may be there still while its last process goes.
bool remove_directory(int parent, const char* name) {
  for (int tries = 0; tries < removal_tries; ++tries) {
    if (unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT) return true;
    if (errno != EBUSY) return false;
    poll(nullptr, 0, 1);
  }
  return false;
}

void kill_each(int directory) {
  static char processes[64 * 1024];
  if (!read_text(directory, "cgroup.procs", processes, sizeof processes)) return;
  char* end;
  for (const char* at = processes;; at = end) {
    const long pid = strtol(at, &end, 10);
    if (end == at) return;
    if (pid > 0) kill(static_cast<pid_t>(pid), SIGKILL);   // 0: it is outside our process namespace.
  }
}

/// Calls `take` with the name of each group in the directory.
template <class Take>
void each_child(int directory, Take take) {
  const int own = openat(directory, ".", directory_flags);
  DIR* const list = own >= 0 ? fdopendir(own) : nullptr;
  if (!list) return;
  while (const dirent* const entry = readdir(list))
    if (entry->d_type == DT_DIR && entry->d_name[0] != '.') take(entry->d_name);
  closedir(list);
}

void remove_group(int parent, const char* name, int directory) {
  if (!write_value(directory, "cgroup.kill", "1")) {
    each_child(directory, [&](const char* child) {
      const int role = openat(directory, child, directory_flags);
      if (role >= 0) kill_each(role);
      if (role >= 0) close(role);
    });
    kill_each(directory);
  }
  each_child(directory, [&](const char* child) { remove_directory(directory, child); });
  remove_directory(parent, name);
}

/// Groups that nobody has locked belong to cells that were killed.
void remove_stale(int parent) {
  each_child(parent, [&](const char* name) {
    if (strncmp(name, prefix, sizeof prefix - 1) != 0) return;
    const int directory = openat(parent, name, directory_flags);
    if (directory < 0) return;
    if (flock(directory, LOCK_EX | LOCK_NB) == 0) remove_group(parent, name, directory);
    close(directory);
  });
}

/// Makes the group and locks it. Between the two another cell may take it for a stale one: then the directory that was
/// locked is not there any more, and another is made.
bool make_directory(Branch& branch) {
  for (int number = 0; number < 100; ++number) {
    snprintf(branch.name, sizeof branch.name, "%s%d-%d", prefix, static_cast<int>(getpid()), number);
    if (mkdirat(branch.parent, branch.name, 0755) != 0) {
      if (errno == EEXIST) continue;
      return false;
    }
    branch.directory = openat(branch.parent, branch.name, directory_flags);
    struct stat locked {}, there {};
    if (branch.directory >= 0 && flock(branch.directory, LOCK_EX) == 0 && fstat(branch.directory, &locked) == 0 &&
        fstatat(branch.parent, branch.name, &there, AT_SYMLINK_NOFOLLOW) == 0 && locked.st_ino == there.st_ino)
      return true;
    if (branch.directory >= 0) close(branch.directory);
    branch.directory = -1;
  }
  return false;
}

void forget(Branch& branch) {
  if (branch.there()) {
    for (int role = 0; role < most_roles; ++role) {
      if (branch.role_directory[role] >= 0) close(branch.role_directory[role]);
      if (branch.role_procs[role] >= 0) close(branch.role_procs[role]);
    }
    remove_group(branch.parent, branch.name, branch.directory);
    close(branch.directory);
  }
  if (branch.parent >= 0) close(branch.parent);
  branch.parent = branch.directory = -1;
}

void hand_on(int directory, bool evacuate) {
  for (const char* controller : {"memory", "pids"}) hand_on_controller(directory, evacuate, controller);
}

/// The group at this place, without its roles yet.
bool make_branch(Branch& branch, const char* place, bool unified, bool evacuate) {
  for (int role = 0; role < most_roles; ++role) branch.role_directory[role] = branch.role_procs[role] = -1;
  branch.parent = open(place, directory_flags);
  if (branch.parent < 0) return false;
  remove_stale(branch.parent);
  if (unified) hand_on(branch.parent, evacuate);
  if (make_directory(branch)) return true;
  const int error = errno;
  forget(branch);
  errno = error;
  return false;
}

bool make_roles(Branch& branch, int count) {
  for (int role = 0; role < count; ++role) {
    char name[16];
    snprintf(name, sizeof name, "role%d", role);
    if (mkdirat(branch.directory, name, 0755) != 0) return false;
    branch.role_directory[role] = openat(branch.directory, name, directory_flags);
    if (branch.role_directory[role] < 0) return false;
    branch.role_procs[role] = openat(branch.role_directory[role], "cgroup.procs", O_WRONLY | O_CLOEXEC);
    if (branch.role_procs[role] < 0) return false;
  }
  return true;
}

bool limit_memory_v2(const Branch& branch, std::uint64_t bytes) {
  if (bytes == unlimited) return write_value(branch.directory, "memory.max", "max");
  if (!write_value(branch.directory, "memory.max", bytes)) return false;
  write_value(branch.directory, "memory.swap.max", "0");   // Not there without swap.
  return true;
}

bool limit_memory_v1(const Branch& branch, std::uint64_t bytes) {
  write_value(branch.directory, "memory.use_hierarchy", "1");   // Old kernels count children only then.
  if (bytes == unlimited) return true;
  if (!write_value(branch.directory, "memory.limit_in_bytes", bytes)) return false;
  write_value(branch.directory, "memory.memsw.limit_in_bytes", bytes);
  write_value(branch.directory, "memory.swappiness", "0");
  return true;
}

bool limit_processes(const Branch& branch, std::uint64_t count) {
  return count == unlimited ? write_value(branch.directory, "pids.max", "max")
                            : write_value(branch.directory, "pids.max", count);
}

/// Tries the places of the unified hierarchy for one where the limits can be written. The first where a group can be
/// made is kept if there is none: it still kills, freezes and counts time.
void open_unified(const Spec& spec, Group& group) {
  const Places places = unified_places();
  const struct {
    const char* place;
    bool evacuate;
  } tries[] = {{places.own, false}, {places.top, false}, {places.own, true}, {places.own, false}, {places.top, false}};
  Branch& branch = group.at[Group::unified];
  for (const auto& attempt : tries) {
    if (!attempt.place[0]) continue;
    if (!make_branch(branch, attempt.place, true, attempt.evacuate)) {
      note(group.why_no_memory, attempt.place, "a group cannot be made");
      strcpy(group.why_no_processes, group.why_no_memory);
      continue;
    }
    const bool last_resort = &attempt >= &tries[3];
    const bool memory = limit_memory_v2(branch, spec.memory_bytes), processes = limit_processes(branch, spec.processes);
    if (memory) group.memory = Group::unified;
    if (processes) group.processes = Group::unified;
    if (memory || processes || last_resort) break;
    forget(branch);
  }
  if (!branch.there()) return;
  hand_on(branch.directory, false);   // So that roles are counted one by one.
  if (!make_roles(branch, group.roles)) {
    forget(branch);
    group.memory = group.processes = -1;
    return;
  }
  group.cpu = Group::unified;
  if (group.memory == Group::unified)
    for (int role = 0; role < group.roles; ++role) write_value(branch.role_directory[role], "memory.oom.group", "1");
}

/// The first place of a v1 hierarchy where the limit can be written.
template <class Limit>
bool open_v1(Group& group, int hierarchy, const char* controller, char (&why)[160], Limit limit) {
  const Places places = v1_places(controller);
  if (!places.top[0]) {
    if (!why[0]) snprintf(why, sizeof why, "no hierarchy with the controller '%s' is mounted", controller);
    return false;
  }
  Branch& branch = group.at[hierarchy];
  for (const char* place : {places.own, places.top}) {
    if (!place[0]) continue;
    if (!make_branch(branch, place, false, false)) {
      note(why, place, "a group cannot be made");
    } else if (!limit(branch) || !make_roles(branch, group.roles)) {
      note(why, place, "the limit cannot be written");
      forget(branch);
    } else {
      return true;
    }
  }
  return false;
}

template <class Number>
std::uint64_t of_roles(const Group& group, int hierarchy, Number number) {
  std::uint64_t sum = 0;
  for (int role = 0; role < group.roles; ++role) sum += number(group.at[hierarchy].role_directory[role]);
  return sum;
}

std::uint64_t cpu_us(const Group& group, int directory) {
  return group.cpu == Group::unified ? read_value(directory, "cpu.stat", "usage_usec")
                                     : read_value(directory, "cpuacct.usage") / 1000;
}

/// v1 counts a kill only in the group of the process that was killed, v2 in all above it too.
std::uint64_t oom_kills(const Group& group, int directory) {
  return group.memory == Group::unified ? read_value(directory, "memory.events", "oom_kill")
                                        : read_value(directory, "memory.oom_control", "oom_kill");
}

std::uint64_t bytes(const Group& group, int directory) {
  return read_value(directory, group.memory == Group::unified ? "memory.current" : "memory.usage_in_bytes");
}

std::uint64_t refused(int directory) { return read_value(directory, "pids.events", "max"); }

}  // namespace

bool open_group(const Spec& spec, Group& group) {
  group.roles = spec.role_count;
  open_unified(spec, group);
  if (group.memory < 0 && open_v1(group, Group::memory_v1, "memory", group.why_no_memory,
                                  [&](const Branch& branch) { return limit_memory_v1(branch, spec.memory_bytes); }))
    group.memory = Group::memory_v1;
  if (group.processes < 0 && open_v1(group, Group::pids_v1, "pids", group.why_no_processes,
                                     [&](const Branch& branch) { return limit_processes(branch, spec.processes); }))
    group.processes = Group::pids_v1;
  char ignored[160];
  if (group.cpu < 0 && open_v1(group, Group::cpu_v1, "cpuacct", ignored, [](const Branch&) { return true; }))
    group.cpu = Group::cpu_v1;
  return group.memory >= 0 && group.processes >= 0;
}

int enter_group(const Group& group, int role) {
  for (const Branch& branch : group.at)
    if (branch.there() && write(branch.role_procs[role], "0", 1) != 1) return errno;
  return 0;
}

GroupUsage read_group(const Group& group) {
  GroupUsage usage;
  if (group.cpu >= 0) usage.cpu_us = cpu_us(group, group.at[group.cpu].directory);
  if (group.memory >= 0) {
    const int directory = group.at[group.memory].directory;
    usage.bytes = bytes(group, directory);
    usage.peak_bytes = read_value(directory, group.memory == Group::unified ? "memory.peak" : "memory.max_usage_in_bytes");
    usage.oom_kills = oom_kills(group, directory);
    if (group.memory != Group::unified)
      usage.oom_kills += of_roles(group, group.memory, [&](int role) { return oom_kills(group, role); });
  }
  if (group.processes >= 0) {
    const int directory = group.at[group.processes].directory;
    usage.tasks = read_value(directory, "pids.current");
    usage.most_tasks = read_value(directory, "pids.peak");
    // Where it is counted, at the limit or at the fork, differs between kernels; never at both.
    usage.refused = refused(directory) + of_roles(group, group.processes, [](int role) { return refused(role); });
  }
  return usage;
}

GroupUsage read_group(const Group& group, int role) {
  GroupUsage usage;
  if (group.cpu >= 0) usage.cpu_us = cpu_us(group, group.at[group.cpu].role_directory[role]);
  if (group.memory >= 0) {
    usage.bytes = bytes(group, group.at[group.memory].role_directory[role]);
    usage.oom_kills = oom_kills(group, group.at[group.memory].role_directory[role]);
  }
  if (group.processes >= 0) {
    usage.tasks = read_value(group.at[group.processes].role_directory[role], "pids.current");
    usage.refused = refused(group.at[group.processes].role_directory[role]);
  }
  return usage;
}

bool kill_group(const Group& group, int role) {
  const Branch& unified = group.at[Group::unified];
  return unified.there() && write_value(unified.role_directory[role], "cgroup.kill", "1");
}

void kill_group(const Group& group) {
  for (int role = 0; role < group.roles; ++role) {
    if (kill_group(group, role)) continue;
    for (const Branch& branch : group.at)
      if (branch.there()) kill_each(branch.role_directory[role]);
  }
}

bool freeze_group(const Group& group, int role, bool frozen) {
  const Branch& unified = group.at[Group::unified];
  return unified.there() && write_value(unified.role_directory[role], "cgroup.freeze", frozen ? "1" : "0");
}

void close_group(Group& group) {
  kill_group(group);
  for (Branch& branch : group.at) forget(branch);
  group.memory = group.processes = group.cpu = -1;
}

}  // namespace assay::cell
