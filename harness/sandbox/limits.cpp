// CPU time and memory of everything in the cell, by sampling. A process that comes and goes between two samples is
// counted when it is waited for, in time though not in memory.
#include <sys/timerfd.h>

#include "sandbox/cell.hpp"
#include "sandbox/descendants.hpp"

namespace assay::cell {
namespace {

constexpr long tick_ms = 50;

struct Sample {
  Usage of[most_roles];
  Usage all;

  /// The running role that uses most, by what `amount` says.
  template <class Amount>
  int largest(const Cell& cell, Amount amount) const {
    int largest = -1;
    for (int role = 0; role < cell.spec.role_count; ++role)
      if (cell.roles[role].phase == Phase::running && (largest < 0 || amount(of[role]) > amount(of[largest])))
        largest = role;
    return largest;
  }
};

/// Resident sizes count pages that processes share once for each; so where they would pass the limit, the slow but
/// exact figures are taken.
Sample take_sample(const Cell& cell, bool exact) {
  Sample sample;
  Descendants tree;
  for (int number = 0; number < cell.spec.role_count; ++number) {
    if (cell.roles[number].phase != Phase::running) continue;
    Usage& role = sample.of[number];
    descendants_of(cell.roles[number].pid, tree);
    for (int process = 0; process < tree.count; ++process) {
      const Usage usage = usage_of(tree.pids[process]);
      role.cpu_ms += usage.cpu_ms;
      role.resident_bytes += exact ? proportional_bytes(tree.pids[process]) : usage.resident_bytes;
    }
    sample.all.cpu_ms += role.cpu_ms;
    sample.all.resident_bytes += role.resident_bytes;
  }
  return sample;
}

Sample measured(Cell& cell) {
  Sample sample = take_sample(cell, false);
  if (sample.all.resident_bytes > cell.spec.memory_bytes) sample = take_sample(cell, true);
  const std::uint64_t cpu_ms = cell.reaped_cpu_us / 1000 + sample.all.cpu_ms;
  if (cpu_ms > cell.cpu_ms) cell.cpu_ms = cpu_ms;
  const GroupUsage counted = read_group(cell.group);
  if (sample.all.resident_bytes > cell.peak_bytes) cell.peak_bytes = sample.all.resident_bytes;
  if (counted.peak_bytes > cell.peak_bytes) cell.peak_bytes = counted.peak_bytes;
  return sample;
}

void tick_every(const Cell& cell, long milliseconds) {
  itimerspec span{};
  span.it_interval.tv_nsec = span.it_value.tv_nsec = milliseconds * 1'000'000;
  timerfd_settime(cell.timer, 0, &span, nullptr);
}

}  // namespace

void start_ticking(const Cell& cell) { tick_every(cell, tick_ms); }

void measure(Cell& cell) { measured(cell); }

bool ran_out_of_memory(const Cell& cell, const Role& role) {
  return read_group(cell.group, number_of(cell, role)).oom_kills > role.oom_kills_before;
}

void enforce_limits(Cell& cell) {
  for (int role = 0; role < cell.spec.role_count; ++role)
    if (cell.roles[role].phase == Phase::running && ran_out_of_memory(cell, cell.roles[role]))
      kill_role(cell, cell.roles[role], "memory");
  const Sample sample = measured(cell);
  const int fattest = sample.largest(cell, [](const Usage& usage) { return usage.resident_bytes; });
  if (fattest < 0) return tick_every(cell, 0);   // Nothing runs.
  if (sample.all.resident_bytes > cell.spec.memory_bytes)
    return kill_role(cell, cell.roles[fattest], "memory");
  const int busiest = sample.largest(cell, [](const Usage& usage) { return usage.cpu_ms; });
  if (cell.cpu_ms / 1000 >= cell.spec.cpu_seconds) kill_role(cell, cell.roles[busiest], "cpu");
}

}  // namespace assay::cell
