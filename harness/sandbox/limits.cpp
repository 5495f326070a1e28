// Where the kernel counts a unit's processes in groups, it also holds them to memory and their number, at once and
// exactly; the tick only finds out whose fault it was. Elsewhere the tick looks at every process: one that comes and goes
// between two looks is counted when it is waited for, in time though not in memory.
#include "sandbox/limits.hpp"

#include <signal.h>
#include <stdio.h>
#include <sys/timerfd.h>

#include "sandbox/cell.hpp"
#include "sandbox/descendants.hpp"
#include "sandbox/root.hpp"

namespace assay::cell {
namespace {

constexpr long tick_ms = 50;
constexpr std::uint64_t page = 4096;

/// What each role uses now, and all together.
struct Sample {
  Usage of[most_roles];
  Usage all;

  /// The running role that uses most, by what `amount` says; -1: none runs.
  template <class Amount>
  int largest(const Cell& cell, Amount amount) const {
    int largest = -1;
    for (int role = 0; role < cell.spec.role_count; ++role)
      if (cell.roles[role].phase == Phase::running && (largest < 0 || amount(of[role]) > amount(of[largest])))
        largest = role;
    return largest;
  }
};

template <class Visit>
void each_running(const Cell& cell, Visit visit) {
  for (int number = 0; number < cell.spec.role_count; ++number)
    if (cell.roles[number].phase == Phase::running) visit(number);
}

void add(Usage& sum, const Usage& more) {
  sum.cpu_ms += more.cpu_ms;
  sum.bytes += more.bytes;
  sum.tasks += more.tasks;
}

/// Resident sizes count pages that processes share once for each; so where they would pass the limit, the slow but
/// exact figures are taken.
Sample look_at_processes(const Cell& cell, bool exact) {
  Sample sample;
  static Descendants tree;
  each_running(cell, [&](int number) {
    descendants_of(cell.roles[number].pid, tree);
    for (int process = 0; process < tree.count; ++process) {
      Usage usage = usage_of(tree.pids[process]);
      if (exact) usage.bytes = proportional_bytes(tree.pids[process]);
      add(sample.of[number], usage);
    }
    add(sample.all, sample.of[number]);
  });
  return sample;
}

/// What groups count is taken from them.
void take_from_groups(const Cell& cell, Sample& sample) {
  const auto take = [&](Usage& usage, const GroupUsage& group) {
    if (cell.group.cpu >= 0) usage.cpu_ms = group.cpu_us / 1000;
    if (cell.group.memory >= 0) usage.bytes = group.bytes;
    if (cell.group.processes >= 0) usage.tasks = group.tasks;
  };
  each_running(cell, [&](int number) { take(sample.of[number], read_group(cell.group, number)); });
  take(sample.all, read_group(cell.group));
}

bool groups_count_all(const Cell& cell) {
  return cell.group.cpu >= 0 && cell.group.memory >= 0 && cell.group.processes >= 0;
}

void raise(std::uint64_t& most, std::uint64_t now) {
  if (now > most) most = now;
}

Sample measured(Cell& cell) {
  Sample sample;
  if (!groups_count_all(cell)) {
    sample = look_at_processes(cell, false);
    if (cell.group.memory < 0 && sample.all.bytes > cell.spec.memory_bytes) sample = look_at_processes(cell, true);
    sample.all.cpu_ms += cell.reaped_cpu_us / 1000;
  }
  take_from_groups(cell, sample);
  Evidence& evidence = cell.evidence;
  raise(evidence.cpu_ms, sample.all.cpu_ms);
  const GroupUsage group = read_group(cell.group);
  raise(evidence.peak_bytes, group.peak_bytes);
  raise(evidence.peak_bytes, sample.all.bytes);   // Also where the kernel is too old to keep the peak.
  raise(evidence.processes, group.refused > 0 ? cell.spec.processes : group.most_tasks);
  raise(evidence.processes, sample.all.tasks);
  if (cell.spec.is_full()) {
    const DiskUse disk = disk_use(cell.spec);
    raise(evidence.disk_bytes, disk.bytes);
    raise(evidence.disk_inodes, disk.inodes);
  }
  return sample;
}

/// Takes note of the counter.
bool has_risen(std::uint64_t& noticed, std::uint64_t now) {
  const bool risen = now > noticed;
  noticed = now;
  return risen;
}

/// A role whose counter rose since we last looked; -1: none. From now on it counts as noticed.
template <class Counter>
int risen(const Cell& cell, std::uint64_t (&noticed)[most_roles], Counter counter) {
  int found = -1;
  for (int role = 0; role < cell.spec.role_count; ++role) {
    if (!has_risen(noticed[role], counter(read_group(cell.group, role)))) continue;
    if (found < 0 || cell.roles[role].phase == Phase::running) found = role;
  }
  return found;
}

int role_short_of_memory(Cell& cell, const Sample& sample) {
  if (cell.group.memory >= 0)
    return risen(cell, cell.noticed.oom_kills, [](const GroupUsage& usage) { return usage.oom_kills; });
  if (sample.all.bytes <= cell.spec.memory_bytes) return -1;
  return sample.largest(cell, [](const Usage& usage) { return usage.bytes; });
}

/// Newer kernels count a refused fork at the limit only, not at the role: then it is the one with most processes.
int role_short_of_processes(Cell& cell, const Sample& sample) {
  const int most = sample.largest(cell, [](const Usage& usage) { return usage.tasks; });
  // The cell itself may count too.
  if (cell.group.processes < 0) return sample.all.tasks + 1 >= cell.spec.processes ? most : -1;
  const bool more = has_risen(cell.noticed.all_refused, read_group(cell.group).refused);
  const int role = risen(cell, cell.noticed.refused, [](const GroupUsage& usage) { return usage.refused; });
  return role >= 0 ? role : more ? most : -1;
}

/// How full the tmpfs is now; the last page may be there and yet too small.
Limit full_disk(const Cell& cell) {
  const Spec& spec = cell.spec;
  if (!spec.is_full()) return Limit::none;
  const DiskUse disk = disk_use(spec);
  if (spec.disk_bytes != unlimited && disk.bytes + page > spec.disk_bytes) return Limit::disk;
  if (spec.disk_inodes != unlimited && disk.inodes >= spec.disk_inodes) return Limit::inodes;
  return Limit::none;
}

void blame(Cell& cell, int role, Limit limit) {
  if (role >= 0) kill_role(cell, cell.roles[role], limit);   // Nothing, when it has ended meanwhile.
}

void tick_every(const Cell& cell, long milliseconds) {
  itimerspec span{};
  span.it_interval.tv_nsec = span.it_value.tv_nsec = milliseconds * 1'000'000;
  timerfd_settime(cell.timer, 0, &span, nullptr);
}

}  // namespace

void start_ticking(const Cell& cell) { tick_every(cell, tick_ms); }

void measure(Cell& cell) { measured(cell); }

void enforce_limits(Cell& cell) {
  const Sample sample = measured(cell);
  const auto most = [&](auto amount) { return sample.largest(cell, amount); };
  if (most([](const Usage& usage) { return usage.bytes; }) < 0) return tick_every(cell, 0);   // Nothing runs.
  blame(cell, role_short_of_memory(cell, sample), Limit::memory);
  blame(cell, role_short_of_processes(cell, sample), Limit::processes);
  // Files on the tmpfs count as memory of the role that wrote them.
  if (const Limit limit = full_disk(cell); limit != Limit::none)
    blame(cell, most([](const Usage& usage) { return usage.bytes; }), limit);
  if (cell.evidence.cpu_ms / 1000 >= cell.spec.cpu_seconds)
    blame(cell, most([](const Usage& usage) { return usage.cpu_ms; }), Limit::cpu);
}

Limit limit_behind_end(Cell& cell, const Role& role, std::uint64_t cpu_us) {
  const bool no_memory = has_risen(cell.noticed.oom_kills[number_of(cell, role)], read_group(cell.group, number_of(cell, role)).oom_kills);
  const bool no_processes = has_risen(cell.noticed.all_refused, read_group(cell.group).refused);
  if (no_memory) return Limit::memory;
  // What it was refused explains an end only if the end is none that it wanted.
  if (role.phase == Phase::exited && role.code == 0) return Limit::none;
  if (no_processes) return Limit::processes;
  const int signal = role.phase == Phase::signalled ? role.code : 0;
  if (signal == SIGXCPU || (signal == SIGKILL && cpu_us / 1'000'000 >= cell.spec.cpu_seconds)) return Limit::cpu;
  return signal == SIGXFSZ ? Limit::file : full_disk(cell);
}

void describe(const Spec& spec, Limit limit, char* text, std::size_t size) {
  const auto say = [&](const char* name, std::uint64_t value, const char* unit) {
    if (value == unlimited) snprintf(text, size, "%s", name);
    else snprintf(text, size, "%s %llu%s", name, static_cast<unsigned long long>(value), unit);
  };
  switch (limit) {
    case Limit::none: return say("none", unlimited, "");
    case Limit::cpu: return say("cpu", spec.cpu_seconds, "");
    case Limit::memory: return say("memory", spec.memory_bytes, "");
    case Limit::processes: return say("processes", spec.processes, "");
    case Limit::file: return say("disk", spec.file_bytes, "");
    case Limit::disk: return say("disk", spec.disk_bytes, "");
    case Limit::inodes: return say("disk", spec.disk_inodes, " inodes");
    case Limit::output: return say("output", spec.kill_bytes, "");
  }
}

void describe(const Evidence& evidence, char* text, std::size_t size) {
  snprintf(text, size, "cpu_ms=%llu peak_bytes=%llu processes=%llu disk_bytes=%llu disk_inodes=%llu",
           static_cast<unsigned long long>(evidence.cpu_ms), static_cast<unsigned long long>(evidence.peak_bytes),
           static_cast<unsigned long long>(evidence.processes), static_cast<unsigned long long>(evidence.disk_bytes),
           static_cast<unsigned long long>(evidence.disk_inodes));
}

}  // namespace assay::cell
