// The inner order of work: all that lies between a process of the cell and code of the submission.
#pragma once

#include <sys/types.h>

#include "sandbox/spec.hpp"

namespace assay::cell {

enum class Step : int { machine, role };   ///< whose fault it is when it fails

/// Why a process could not become the submission's.
struct Obstacle {
  Step step = Step::machine;
  int error = 0;
};

/// Whether the kernel's limit of a user's processes counts this cell alone: for a user of its own, or where (since Linux
/// 5.14) each user namespace counts by itself.
bool counts_processes_alone(const Spec& spec);

/// Turns the calling forked process into one of the submission: session, standard descriptors (`output` becomes 1 and 2, all
/// others close at an exec), limits, user, directory, rights, Landlock, and the system-call filter last. Nothing of it can
/// be undone. Afterwards the caller may exec or run code of the submission itself; in the latter case it closes what
/// is left open first. error is 0 when all succeeded.
Obstacle go_inside(const Spec& spec, const char* directory, int output);

}  // namespace assay::cell
