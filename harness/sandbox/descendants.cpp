#include "sandbox/descendants.hpp"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay::cell {
namespace {

char buffer[64 * 1024];

/// The file's text in `buffer`; empty when it cannot be read.
const char* text_of(const char* path) {
  buffer[0] = 0;
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return buffer;
  std::size_t size = 0;
  while (size < sizeof buffer - 1) {
    const ssize_t got = read(fd, buffer + size, sizeof buffer - 1 - size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  buffer[size] = 0;
  close(fd);
  return buffer;
}

void add_listed(const char* list, Descendants& found) {
  char* end;
  for (const char* at = list; found.count < Descendants::most; at = end) {
    const long pid = strtol(at, &end, 10);
    if (end == at || pid <= 0) return;
    found.pids[found.count++] = static_cast<pid_t>(pid);
  }
}

/// A child belongs to the thread that forked it, so every thread is asked.
void add_children_of(pid_t pid, Descendants& found) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR* const threads = opendir(path);
  if (!threads) return;
  while (const dirent* const entry = readdir(threads)) {
    const long thread = strtol(entry->d_name, nullptr, 10);
    if (thread <= 0) continue;
    snprintf(path, sizeof path, "/proc/%d/task/%ld/children", pid, thread);
    add_listed(text_of(path), found);
  }
  closedir(threads);
}

constexpr int most_sockets = 1024;

struct Sockets {
  unsigned long inodes[most_sockets];
  int count = 0;

  bool has(unsigned long inode) const {
    for (int socket = 0; socket < count; ++socket)
      if (inodes[socket] == inode) return true;
    return false;
  }
};

void add_sockets_of(pid_t pid, Sockets& sockets) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd", pid);
  DIR* const descriptors = opendir(path);
  if (!descriptors) return;
  while (const dirent* const entry = readdir(descriptors)) {
    char target[64];
    const ssize_t size = readlinkat(dirfd(descriptors), entry->d_name, target, sizeof target - 1);
    if (size < 0) continue;
    target[size] = 0;
    unsigned long inode;
    if (sscanf(target, "socket:[%lu]", &inode) == 1 && sockets.count < most_sockets)
      sockets.inodes[sockets.count++] = inode;
  }
  closedir(descriptors);
}

/// The kernel writes an address as its 32-bit words, each in the machine's own order.
bool parse_address(const char* digits, Address& address, int family, unsigned port) {
  std::uint32_t words[4] = {};
  const int count = family == AF_INET ? 1 : 4;
  for (int word = 0; word < count; ++word)
    if (sscanf(digits + 8 * word, "%8x", &words[word]) != 1) return false;
  char text[INET6_ADDRSTRLEN];
  if (!inet_ntop(family, words, text, sizeof text)) return false;
  snprintf(address.text, sizeof address.text, family == AF_INET ? "%s:%u" : "[%s]:%u", text, port);
  return true;
}

bool contains(const Address* addresses, int count, const Address& wanted) {
  for (int number = 0; number < count; ++number)
    if (strcmp(addresses[number].text, wanted.text) == 0) return true;
  return false;
}

/// Adds the addresses of one of the kernel's tables, where state 0A is LISTEN.
int add_addresses(const char* table, int family, const Sockets& sockets, Address* addresses, int count, int most) {
  char line[512], digits[40];
  FILE* const file = fopen(table, "re");
  if (!file) return count;
  while (count < most && fgets(line, sizeof line, file)) {
    unsigned port, state;
    unsigned long inode;
    if (sscanf(line, " %*d: %39[0-9A-F]:%x %*[0-9A-F]:%*x %x %*s %*s %*s %*u %*u %lu", digits, &port, &state, &inode) != 4)
      continue;
    Address address;
    if (state == 0x0A && sockets.has(inode) && parse_address(digits, address, family, port) &&
        !contains(addresses, count, address))
      addresses[count++] = address;
  }
  fclose(file);
  return count;
}

}  // namespace

void descendants_of(pid_t root, Descendants& found) {
  found.count = 1;
  found.pids[0] = root;
  for (int next = 0; next < found.count; ++next) add_children_of(found.pids[next], found);
}

void own_children(Descendants& found) {
  found.count = 0;
  add_children_of(getpid(), found);
}

Usage usage_of(pid_t pid) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  // The name, in parentheses, may contain anything; the fields after it are counted from 3.
  const char* const after_name = strrchr(text_of(path), ')');
  if (!after_name) return {};
  unsigned long long ticks[4] = {};
  long long pages = 0, threads = 0;
  // 3 to 13, then utime stime cutime cstime, 18, 19, num_threads, 21 to 23, rss.
  if (sscanf(after_name + 1,
             " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %llu %llu %*d %*d %lld %*d %*u %*u %lld",
             &ticks[0], &ticks[1], &ticks[2], &ticks[3], &threads, &pages) != 6)
    return {};
  const auto per_second = static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return {(ticks[0] + ticks[1] + ticks[2] + ticks[3]) * 1000 / per_second,
          static_cast<std::uint64_t>(pages > 0 ? pages : 0) * page, static_cast<std::uint64_t>(threads > 0 ? threads : 0)};
}

std::uint64_t waited_for_processor_ms(const Descendants& processes) {
  std::uint64_t most = 0;
  for (int process = 0; process < processes.count; ++process) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", processes.pids[process]);
    DIR* const threads = opendir(path);
    if (!threads) continue;
    while (const dirent* const entry = readdir(threads)) {
      const long thread = strtol(entry->d_name, nullptr, 10);
      unsigned long long waited;
      snprintf(path, sizeof path, "/proc/%d/task/%ld/schedstat", processes.pids[process], thread);
      if (thread > 0 && sscanf(text_of(path), "%*u %llu", &waited) == 1 && waited / 1'000'000 > most) most = waited / 1'000'000;
    }
    closedir(threads);
  }
  return most;
}

std::uint64_t tasks_of_user(uid_t user) {
  DIR* const processes = opendir("/proc");
  if (!processes) return 0;
  std::uint64_t tasks = 0;
  while (const dirent* const entry = readdir(processes)) {
    const long pid = strtol(entry->d_name, nullptr, 10);
    struct stat facts;
    if (pid > 0 && fstatat(dirfd(processes), entry->d_name, &facts, 0) == 0 && facts.st_uid == user)
      tasks += usage_of(static_cast<pid_t>(pid)).tasks;
  }
  closedir(processes);
  return tasks;
}

std::uint64_t proportional_bytes(pid_t pid) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
  const char* const line = strstr(text_of(path), "\nPss:");
  return line ? strtoull(line + 5, nullptr, 10) * 1024 : usage_of(pid).bytes;
}

bool all_stand_still(const Descendants& processes) {
  for (int process = 1; process < processes.count; ++process) {
    char path[64], state = 'X';
    snprintf(path, sizeof path, "/proc/%d/stat", processes.pids[process]);
    const char* const after_name = strrchr(text_of(path), ')');
    if (after_name && sscanf(after_name + 1, " %c", &state) == 1 && !strchr("TtZXx", state)) return false;
  }
  return true;
}

int listening_addresses(const Descendants& processes, Address* addresses, int most) {
  Sockets sockets;
  for (int process = 0; process < processes.count; ++process)
    add_sockets_of(processes.pids[process], sockets);
  const int count = add_addresses("/proc/self/net/tcp", AF_INET, sockets, addresses, 0, most);
  return add_addresses("/proc/self/net/tcp6", AF_INET6, sockets, addresses, count, most);
}

}  // namespace assay::cell
