#include "sandbox/mounts.hpp"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace assay::cell {
namespace {

// Of linux/mount.h, which cannot be included together with sys/mount.h everywhere, and is older than some of it.
constexpr std::uint64_t attribute_readonly = 1, attribute_nosuid = 2, attribute_nodev = 4;
constexpr int recursive = 0x8000;          // AT_RECURSIVE
constexpr long set_attributes = 442;       // SYS_mount_setattr, Linux 5.12

struct MountAttributes {
  std::uint64_t set, clear, propagation, user_space;
};

/// Flags of a mount that a user namespace may not take away.
unsigned long kept_flags(unsigned long has) {
  const struct {
    unsigned long has, flag;
  } pairs[] = {{ST_NOSUID, MS_NOSUID}, {ST_NODEV, MS_NODEV}, {ST_NOEXEC, MS_NOEXEC},
               {ST_NOATIME, MS_NOATIME}, {ST_NODIRATIME, MS_NODIRATIME}, {ST_RELATIME, MS_RELATIME}};
  unsigned long flags = 0;
  for (const auto& pair : pairs)
    if (has & pair.has) flags |= pair.flag;
  return flags;
}

bool remount(const char* target, unsigned long flags) {
  struct statvfs facts;
  if (statvfs(target, &facts) != 0) return false;
  return mount(nullptr, target, nullptr, MS_REMOUNT | MS_BIND | flags | kept_flags(facts.f_flag), nullptr) == 0;
}

/// In place: the kernel writes "\040" for a space, likewise for tab, newline and backslash.
void unescape(char* text) {
  char* to = text;
  for (const char* from = text; *from; ++to) {
    if (from[0] == '\\' && from[1] && from[2] && from[3]) {
      *to = static_cast<char>((from[1] - '0') * 64 + (from[2] - '0') * 8 + (from[3] - '0'));
      from += 4;
    } else {
      *to = *from++;
    }
  }
  *to = 0;
}

/// For kernels before 5.12: one mount after the other.
bool remount_all(const char* target, unsigned long flags) {
  FILE* const mounts = fopen("/proc/self/mountinfo", "re");
  if (!mounts) return false;
  char line[2 * PATH_MAX], at[PATH_MAX];
  const std::size_t size = strlen(target);
  bool well = true;
  while (well && fgets(line, sizeof line, mounts)) {
    if (sscanf(line, "%*d %*d %*s %*s %4095s", at) != 1) continue;
    unescape(at);
    if (strncmp(at, target, size) == 0 && (at[size] == 0 || at[size] == '/')) well = remount(at, flags);
  }
  fclose(mounts);
  return well;
}

}  // namespace

bool restrict_mount(const char* target, bool no_devices, bool all) {
  const MountAttributes attributes{attribute_readonly | attribute_nosuid | (no_devices ? attribute_nodev : 0), 0, 0, 0};
  if (syscall(set_attributes, AT_FDCWD, target, all ? recursive : 0, &attributes, sizeof attributes) == 0) return true;
  if (errno != ENOSYS && errno != EPERM) return false;   // EPERM: a container's filter that does not know the call.
  const unsigned long flags = MS_RDONLY | MS_NOSUID | (no_devices ? MS_NODEV : 0);
  return all ? remount_all(target, flags) : remount(target, flags);
}

bool bind_readonly(const char* source, const char* target) {
  return mount(source, target, nullptr, MS_BIND | MS_REC, nullptr) == 0 && restrict_mount(target, true, true);
}

bool bind_device(const char* source, const char* target) {
  return mount(source, target, nullptr, MS_BIND, nullptr) == 0 && restrict_mount(target, false, false);
}

bool bind_writable(const char* source, const char* target) {
  return mount(source, target, nullptr, MS_BIND, nullptr) == 0;
}

}  // namespace assay::cell
