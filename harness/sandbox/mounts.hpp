// Mounts of the machine, shown read-only.
#pragma once

namespace assay::cell {

/// Makes the mount at `target` read-only, without set-uid programs, with `no_devices` also without devices; `all`:
/// everything mounted below it too. False with errno.
bool restrict_mount(const char* target, bool no_devices, bool all);

/// The file or directory `source`, with all that is mounted below it, appears read-only at `target`, which exists. False
/// with errno.
bool bind_readonly(const char* source, const char* target);
/// Likewise for a device node, which stays usable.
bool bind_device(const char* source, const char* target);
/// The directory `source` appears at `target` with the properties that it has.
bool bind_writable(const char* source, const char* target);

}  // namespace assay::cell
