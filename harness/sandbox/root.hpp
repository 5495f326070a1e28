// The root directory that roles see in tiers A and B, and nothing else of the machine: its programs and libraries
// read-only, a few files in /etc, five devices, and one tmpfs of limited size for all that they may write.
#pragma once

#include <cstdint>

#include "sandbox/spec.hpp"
#include "sandbox/tree.hpp"

namespace assay::cell {

/// Builds it at `spec.place` in this process' mount namespace, with the copy of the submission in /box, unless roles are started
/// ahead: then that is left to fill_box. Ends the program where the machine refuses.
void build_root(const Spec& spec);

/// Copies the submission into /box and sets the limits of what roles may add to it.
void fill_box(const Spec& spec);

/// In a role's pid 1, which has a pid and a mount namespace of its own: what was built becomes the root and the machine's
/// own is gone. /proc shows the role's processes only; where the kernel refuses a fresh one there is none. False with
/// errno.
bool enter_root(const Spec& spec);

/// What lies in the box when every role has ended goes to `spec.keep`.
Kept keep_box(const Spec& spec);

struct DiskUse {
  std::uint64_t bytes = 0, inodes = 0;
};

/// What roles have written and not removed again, memory files in /dev/shm included.
DiskUse disk_use(const Spec& spec);

}  // namespace assay::cell
