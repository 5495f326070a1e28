// The parts of assay-probe (probe_main.cpp).
#pragma once

#include <errno.h>

namespace assay::probe {

/// What the harness has planted; null: it has not.
struct Planted {
  const char *hidden = nullptr, *setuid = nullptr, *home = nullptr, *pid = nullptr, *born = nullptr, *tcp = nullptr,
             *udp = nullptr, *unix_path = nullptr, *abstract = nullptr;
};

/// What came of an attempt.
struct Outcome {
  bool possible = false;
  int error = 0;    ///< errno, if not
  int signal = 0;   ///< that killed it, instead
};

inline Outcome outcome_of(bool done) { return {done, done ? 0 : errno, 0}; }

/// Prints the line of a thing.
void say(const char* name, Outcome outcome);
bool is_absence(int error);
bool is_distance(int error);

void look_at_files(const Planted& planted);
void look_at_harness(const Planted& planted);
void look_at_network(const Planted& planted);
void look_at_kernel(const Planted& planted);

// Each uses more than the limit that it is told, says what came of it, and waits a moment to be ended. Exit status.
int leave_daemon(const char* name);
int fill_disk(unsigned long long bytes);
int fill_directory(unsigned long long files);
int fill_memory(unsigned long long bytes);
int make_processes(unsigned long long count);

}  // namespace assay::probe
