// System calls that no server program needs and that lead out of a cell, or around what guards it, are refused with
// EPERM. A list of what is denied, not of what is allowed, so that every honest runtime starts.
#pragma once

namespace assay::cell {

/// Installs the filter for this thread and all that it becomes or makes; it cannot be lifted. The last step before
/// exec, after PR_SET_NO_NEW_PRIVS. False with errno. Afterwards a system call that enters as another architecture
/// (32-bit, x32) kills its process.
bool deny_system_calls();

}  // namespace assay::cell
