#include "sandbox/cgroup_place.hpp"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay::cell {
namespace {

char mounts[256 * 1024];
char own_groups[16 * 1024];

/// Whether the comma-separated list has the word.
bool lists(const char* list, const char* word) {
  const size_t length = strlen(word);
  for (const char* at = list; at; at = strchr(at, ',')) {
    at += *at == ',';
    if (strncmp(at, word, length) == 0 && (at[length] == ',' || at[length] == 0)) return true;
  }
  return false;
}

/// Calls `take` with each line, the line end cut off. Lines are words of the kernel, with blanks in them escaped.
template <class Take>
void each_line(char* text, Take take) {
  for (char* line = text; *line;) {
    char* const end = strchr(line, '\n');
    if (end) *end = 0;
    take(line);
    if (!end) return;
    *end = '\n';
    line = end + 1;
  }
}

struct Mount {
  char root[512] = {}, point[512] = {};
  bool found = false;
};

/// The first mount of this type; for v1, with this controller. The last words of a line, after " - ", are type, source
/// and options of the superblock.
Mount find_mount(const char* type, const char* controller) {
  Mount mount;
  each_line(mounts, [&](const char* line) {
    const char* const tail = strstr(line, " - ");
    char kind[64], options[512], root[512], point[512];
    if (mount.found || !tail || sscanf(tail, " - %63s %*s %511s", kind, options) != 2 || strcmp(kind, type) != 0) return;
    if (controller && !lists(options, controller)) return;
    if (sscanf(line, "%*d %*d %*s %511s %511s", root, point) != 2) return;
    strcpy(mount.root, root);
    strcpy(mount.point, point);
    mount.found = true;
  });
  return mount;
}

/// The cell's own group: the line "0::PATH", or that of the controller.
bool find_own_group(const char* controller, char* path, size_t size) {
  bool found = false;
  each_line(own_groups, [&](char* line) {
    char* const list = strchr(line, ':');
    char* const group = list ? strchr(list + 1, ':') : nullptr;
    if (!group || found) return;
    *group = 0;
    found = controller ? lists(list + 1, controller) : strncmp(line, "0:", 2) == 0;
    *group = ':';
    if (found) snprintf(path, size, "%s", group + 1);
  });
  return found;
}

/// A path below the hierarchy's root, as seen through a mount that shows only what is below `mount.root`.
void see_through(const Mount& mount, const char* group, char (&path)[512]) {
  const size_t root = strcmp(mount.root, "/") == 0 ? 0 : strlen(mount.root);
  const bool below = strncmp(group, mount.root, root) == 0 && (group[root] == '/' || group[root] == 0);
  if (!below || strstr(group, "/..")) return;
  snprintf(path, sizeof path, "%s%s", mount.point, strcmp(group + root, "/") == 0 ? "" : group + root);
}

Places places_of(const char* type, const char* controller) {
  Places places;
  read_text(AT_FDCWD, "/proc/self/mountinfo", mounts, sizeof mounts);
  read_text(AT_FDCWD, "/proc/self/cgroup", own_groups, sizeof own_groups);
  const Mount mount = find_mount(type, controller);
  if (!mount.found) return places;
  snprintf(places.top, sizeof places.top, "%s", mount.point);
  char group[512];
  if (!find_own_group(controller, group, sizeof group)) return places;
  // Another cell has moved the harness to the leaf already.
  char* const last = strrchr(group, '/');
  if (last && strcmp(last + 1, harness_leaf) == 0) *last = 0;
  see_through(mount, group, places.own);
  return places;
}

/// Moves every process of the group to its leaf. What is forked meanwhile is moved in a later pass.
void move_to_leaf(int group) {
  mkdirat(group, harness_leaf, 0755);
  const int leaf = openat(group, harness_leaf, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (leaf < 0) return;
  static char processes[64 * 1024];
  for (int pass = 0; pass < 8 && read_text(group, "cgroup.procs", processes, sizeof processes) && processes[0]; ++pass)
    each_line(processes, [&](const char* pid) { write_value(leaf, "cgroup.procs", pid); });
  close(leaf);
}

}  // namespace

Places unified_places() { return places_of("cgroup2", nullptr); }
Places v1_places(const char* controller) { return places_of("cgroup", controller); }

void hand_on_controller(int group, bool evacuate, const char* controller) {
  static char available[1024];
  if (!read_text(group, "cgroup.controllers", available, sizeof available) || !strstr(available, controller)) return;
  char wish[32];
  snprintf(wish, sizeof wish, "+%s", controller);
  if (write_value(group, "cgroup.subtree_control", wish) || errno != EBUSY || !evacuate) return;
  move_to_leaf(group);
  write_value(group, "cgroup.subtree_control", wish);
}

bool write_value(int directory, const char* file, const char* value) {
  const int fd = openat(directory, file, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool written = write(fd, value, strlen(value)) >= 0;
  const int error = errno;
  close(fd);
  errno = error;
  return written;
}

bool write_value(int directory, const char* file, std::uint64_t value) {
  char digits[24];
  snprintf(digits, sizeof digits, "%llu", static_cast<unsigned long long>(value));
  return write_value(directory, file, digits);
}

bool read_text(int directory, const char* file, char* text, size_t size) {
  text[0] = 0;
  const int fd = openat(directory, file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  size_t length = 0;
  while (length < size - 1) {
    const ssize_t got = read(fd, text + length, size - 1 - length);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    length += static_cast<size_t>(got);
  }
  text[length] = 0;
  close(fd);
  return true;
}

std::uint64_t read_value(int directory, const char* file) {
  char text[64];
  return read_text(directory, file, text, sizeof text) ? strtoull(text, nullptr, 10) : 0;
}

std::uint64_t read_value(int directory, const char* file, const char* key) {
  char text[4096];
  if (!read_text(directory, file, text, sizeof text)) return 0;
  const size_t length = strlen(key);
  std::uint64_t value = 0;
  each_line(text, [&](const char* line) {
    if (strncmp(line, key, length) == 0 && line[length] == ' ') value = strtoull(line + length, nullptr, 10);
  });
  return value;
}

}  // namespace assay::cell
