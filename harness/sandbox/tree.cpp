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

/// One copy on its way.
struct Copying {
  TreeOwner owner;
  bool lenient = false;            ///< the tree is a submission's work: see keep_tree()
  std::uint64_t most_bytes = unlimited, most_files = unlimited;
  Kept done;

  /// False when it ends here.
  bool stop(const char* problem) {
    done.problem = problem;
    return false;
  }
};

void finish(int fd, const struct stat& facts, mode_t mode, TreeOwner owner, const char* name) {
  const timespec times[2] = {facts.st_atim, facts.st_mtim};
  if (fchmod(fd, mode) != 0 || futimens(fd, times) != 0) fail(name);
  if (owner.change && fchown(fd, owner.uid, owner.gid) != 0) fail(name);
}

bool copy_bytes(int from, int to, const char* name, Copying& copying) {
  static char bytes[128 * 1024];
  for (;;) {
    const ssize_t got = read(from, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(name);
    if (got == 0) return true;
    copying.done.bytes += static_cast<std::uint64_t>(got);
    if (copying.done.bytes > copying.most_bytes) return copying.stop("bytes");
    for (ssize_t done = 0; done < got;) {
      const ssize_t put = write(to, bytes + done, static_cast<std::size_t>(got - done));
      if (put < 0 && errno != EINTR) fail(name);
      if (put > 0) done += put;
    }
  }
}

bool copy_file(int from, const struct stat& facts, int directory, const char* name, Copying& copying) {
  const int to = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (to < 0) fail(name);
  const bool whole = copy_bytes(from, to, name, copying);
  finish(to, facts, facts.st_mode & 0111 ? 0755 : 0644, copying.owner, name);
  close(to);
  return whole;
}

bool copy_contents(int from, int to, Copying& copying, int depth);

bool copy_directory(int from, const struct stat& facts, int directory, const char* name, Copying& copying, int depth) {
  if (mkdirat(directory, name, 0700) != 0) fail(name);
  const int to = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (to < 0) fail(name);
  const bool whole = copy_contents(from, to, copying, depth);
  finish(to, facts, 0755, copying.owner, name);
  close(to);
  return whole;
}

bool copy_entry(int from, const char* name, int to, Copying& copying, int depth) {
  struct stat facts;
  if (fstatat(from, name, &facts, AT_SYMLINK_NOFOLLOW) != 0) fail(name);
  if (!S_ISREG(facts.st_mode) && !S_ISDIR(facts.st_mode)) {
    ++copying.done.left_out;
    return true;
  }
  // Not a named pipe that has come in between either: it would wait for a writer.
  const int fd = openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0 && copying.lenient && (errno == EACCES || errno == EPERM)) {
    ++copying.done.left_out;
    return true;
  }
  if (fd < 0 || fstat(fd, &facts) != 0) fail(name);
  bool whole = true;
  if (++copying.done.files > copying.most_files) whole = copying.stop("files");
  else if (S_ISREG(facts.st_mode)) whole = copy_file(fd, facts, to, name, copying);
  else if (S_ISDIR(facts.st_mode)) whole = copy_directory(fd, facts, to, name, copying, depth + 1);
  close(fd);
  return whole;
}

bool copy_contents(int from, int to, Copying& copying, int depth) {
  if (depth > most_depth && copying.lenient) return copying.stop("depth");
  if (depth > most_depth) die("box: nested deeper than %d directories", most_depth);
  DIR* const entries = fdopendir(fcntl(from, F_DUPFD_CLOEXEC, 0));
  if (!entries) fail(".");
  bool whole = true;
  while (const dirent* const entry = whole ? readdir(entries) : nullptr) {
    const char* const name = entry->d_name;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
    whole = copy_entry(from, name, to, copying, depth);
  }
  closedir(entries);
  return whole;
}

void copy(const char* from, const char* to, Copying& copying) {
  const int source = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (copying.lenient ? O_NOFOLLOW : 0));
  const int target = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (source < 0 || target < 0) fail(source < 0 ? from : to);
  copy_contents(source, target, copying, 0);
  close(source);
  close(target);
}

}  // namespace

void copy_tree(const char* from, const char* to, TreeOwner owner) {
  Copying copying{.owner = owner};
  copy(from, to, copying);
}

Kept keep_tree(const char* from, const char* to, std::uint64_t most_bytes, std::uint64_t most_files) {
  Copying copying{.owner = {}, .lenient = true, .most_bytes = most_bytes, .most_files = most_files};
  copy(from, to, copying);
  return copying.done;
}

}  // namespace assay::cell
