#include "sandbox/tree.hpp"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/spec.hpp"

namespace assay::cell {
namespace {

constexpr int most_depth = 128;

[[noreturn]] void fail(const char* name) { die("box: '%.200s': %s", name, strerror(errno)); }

void finish(int fd, const struct stat& facts, mode_t mode, TreeOwner owner, const char* name) {
  const timespec times[2] = {facts.st_atim, facts.st_mtim};
  if (fchmod(fd, mode) != 0 || futimens(fd, times) != 0) fail(name);
  if (owner.change && fchown(fd, owner.uid, owner.gid) != 0) fail(name);
}

void copy_bytes(int from, int to, const char* name) {
  static char bytes[128 * 1024];
  for (;;) {
    const ssize_t got = read(from, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(name);
    if (got == 0) return;
    for (ssize_t done = 0; done < got;) {
      const ssize_t put = write(to, bytes + done, static_cast<std::size_t>(got - done));
      if (put < 0 && errno != EINTR) fail(name);
      if (put > 0) done += put;
    }
  }
}

void copy_file(int from, const struct stat& facts, int directory, const char* name, TreeOwner owner) {
  const int to = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (to < 0) fail(name);
  copy_bytes(from, to, name);
  finish(to, facts, facts.st_mode & 0111 ? 0755 : 0644, owner, name);
  close(to);
}

void copy_contents(int from, int to, TreeOwner owner, int depth);

void copy_directory(int from, const struct stat& facts, int directory, const char* name, TreeOwner owner, int depth) {
  if (mkdirat(directory, name, 0700) != 0) fail(name);
  const int to = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (to < 0) fail(name);
  copy_contents(from, to, owner, depth);
  finish(to, facts, 0755, owner, name);
  close(to);
}

void copy_contents(int from, int to, TreeOwner owner, int depth) {
  if (depth > most_depth) die("box: nested deeper than %d directories", most_depth);
  DIR* const entries = fdopendir(fcntl(from, F_DUPFD_CLOEXEC, 0));
  if (!entries) fail(".");
  while (const dirent* const entry = readdir(entries)) {
    const char* const name = entry->d_name;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
    struct stat facts;
    if (fstatat(from, name, &facts, AT_SYMLINK_NOFOLLOW) != 0) fail(name);
    if (!S_ISREG(facts.st_mode) && !S_ISDIR(facts.st_mode)) continue;
    // Not a named pipe that has come in between either: it would wait for a writer.
    const int fd = openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &facts) != 0) fail(name);
    if (S_ISREG(facts.st_mode)) copy_file(fd, facts, to, name, owner);
    if (S_ISDIR(facts.st_mode)) copy_directory(fd, facts, to, name, owner, depth + 1);
    close(fd);
  }
  closedir(entries);
}

}  // namespace

void copy_tree(const char* from, const char* to, TreeOwner owner) {
  const int source = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const int target = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (source < 0 || target < 0) fail(source < 0 ? from : to);
  copy_contents(source, target, owner, 0);
  close(source);
  close(target);
}

}  // namespace assay::cell
