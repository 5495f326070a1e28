#include "base/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <utility>

#include "base/digest.hpp"
#include "base/fault.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"

namespace assay {
namespace {

std::string system_text(int error = errno) { return std::strerror(error); }

std::string random_name(std::string_view prefix) {
  static std::atomic<unsigned> serial{0};
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return cat(prefix, sha256(cat(::getpid(), '/', now.tv_sec, '/', now.tv_nsec, '/', serial++)).substr(0, 12));
}

/// The names in an open directory, sorted; the descriptor stays open.
std::vector<std::string> names_in(int directory) {
  const int again = ::fcntl(directory, F_DUPFD_CLOEXEC, 0);  // not opened anew: that would need leave to search it
  DIR* stream = again < 0 ? nullptr : ::fdopendir(again);
  if (!stream) {
    if (again >= 0) ::close(again);
    return {};
  }
  ::rewinddir(stream);
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(stream)) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  ::closedir(stream);
  std::sort(names.begin(), names.end());
  return names;
}

/// Until the end of the file, or one byte more than `limit`.
std::string read_all(int fd, std::size_t limit, const fs::path& shown) {
  std::string text;
  char buffer[64 << 10];
  while (text.size() <= limit) {
    const ssize_t got = ::read(fd, buffer, std::min(sizeof buffer, limit + 1 - text.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw Fault(cat(shown.string(), ": cannot be read: ", system_text()));
    if (got == 0) break;
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

void write_all(int fd, std::string_view text, const fs::path& shown) {
  while (!text.empty()) {
    const ssize_t put = ::write(fd, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) throw environment_fault(cat(shown.string(), ": cannot be written: ", system_text()));
    text.remove_prefix(static_cast<std::size_t>(put));
  }
}

const char* kind_of(mode_t mode) {
  if (S_ISLNK(mode)) return "a symbolic link";
  if (S_ISFIFO(mode)) return "a named pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

/// One copy under way. Everything below its start is opened relative to an open directory and without following links,
/// so that a submission which changes under our hands cannot lead us elsewhere.
class Copy {
 public:
  explicit Copy(const CopyRules& rules) : rules_(rules), bytes_left_(rules.bytes), files_left_(rules.files) {}

  void entry(int from_directory, const std::string& from, int to_directory, const std::string& to,
             const fs::path& shown, unsigned depth) {
    const int follow = depth == 0 ? 0 : O_NOFOLLOW;
    // O_NONBLOCK: opening a named pipe must not wait for a writer. O_NOCTTY: nor may a terminal become ours.
    UniqueFd in(::openat(from_directory, from.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | follow));
    struct stat info {};
    if (in ? ::fstat(in.get(), &info) != 0
           : ::fstatat(from_directory, from.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0)
      throw Fault(cat(shown.string(), ": cannot be read: ", system_text()));
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode))
      throw Fault(cat(shown.string(), ": is ", kind_of(info.st_mode), ", expected a file or a directory"),
                  "put the file itself in its place, or remove it");
    if (!in) throw Fault(cat(shown.string(), ": cannot be read: ", system_text(EACCES)));
    if (files_left_-- == 0)
      throw Fault(cat(shown.string(), ": more than ", rules_.files, " files and directories"));
    if (S_ISDIR(info.st_mode)) directory(in.get(), to_directory, to, shown, depth);
    else file(in.get(), info, to_directory, to, shown);
    finish(info, to_directory, to, shown);
  }

 private:
  void directory(int in, int to_directory, const std::string& to, const fs::path& shown, unsigned depth) {
    if (depth > rules_.depth)
      throw Fault(cat(shown.string(), ": nested deeper than ", rules_.depth, " directories"));
    if (::mkdirat(to_directory, to.c_str(), 0755) != 0)
      throw environment_fault(cat(shown.string(), ": its copy cannot be made: ", system_text()));
    const UniqueFd out(::openat(to_directory, to.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!out) throw environment_fault(cat(shown.string(), ": its copy cannot be opened: ", system_text()));
    for (const std::string& name : names_in(in)) {
      if (std::find(rules_.skip.begin(), rules_.skip.end(), name) != rules_.skip.end()) continue;
      entry(in, name, out.get(), name, shown / name, depth + 1);
    }
  }

  void file(int in, const struct stat& info, int to_directory, const std::string& to, const fs::path& shown) {
    const mode_t mode = (info.st_mode & 0111) != 0 ? 0755 : 0644;
    const UniqueFd out(::openat(to_directory, to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!out) throw environment_fault(cat(shown.string(), ": its copy cannot be made: ", system_text()));
    char buffer[64 << 10];
    for (;;) {
      const ssize_t got = ::read(in, buffer, sizeof buffer);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw Fault(cat(shown.string(), ": cannot be read: ", system_text()));
      if (got == 0) return;
      if (static_cast<std::uint64_t>(got) > bytes_left_)
        throw Fault(cat(shown.string(), ": more than ", rules_.bytes >> 20, " MiB in all files together"));
      bytes_left_ -= static_cast<std::uint64_t>(got);
      write_all(out.get(), {buffer, static_cast<std::size_t>(got)}, shown);
    }
  }

  /// Mode whatever the umask; for a directory after its content, which changes its times.
  void finish(const struct stat& info, int to_directory, const std::string& to, const fs::path& shown) {
    const UniqueFd out(::openat(to_directory, to.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    const mode_t mode = S_ISDIR(info.st_mode) || (info.st_mode & 0111) != 0 ? 0755 : 0644;
    const timespec times[2] = {info.st_atim, info.st_mtim};
    if (!out || ::fchmod(out.get(), mode) != 0 || ::futimens(out.get(), times) != 0 ||
        (rules_.owner && ::fchown(out.get(), rules_.owner->uid, rules_.owner->gid) != 0))
      throw environment_fault(cat(shown.string(), ": mode, times and owner of its copy cannot be set: ", system_text()));
  }

  const CopyRules& rules_;
  std::uint64_t bytes_left_;
  unsigned files_left_;
};

/// Makes a directory readable for us whatever mode it was given. fchmodat() follows links, so the mode is set through
/// the link that /proc keeps for an open descriptor.
void open_up(int parent, const std::string& name) {
  const UniqueFd directory(::openat(parent, name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (directory) ::chmod(cat("/proc/self/fd/", directory.get()).c_str(), 0700);
}

/// Empties `directory`. What lies deeper than a few levels is moved into `top` and its new name put on `waiting`, so that
/// neither the stack nor the number of descriptors grows with the depth of a tree.
void empty(int directory, int top, std::deque<std::string>& waiting, int depth) {
  for (const std::string& name : names_in(directory)) {
    if (::unlinkat(directory, name.c_str(), 0) == 0) continue;
    if (errno != EISDIR && errno != EPERM && errno != EACCES) continue;
    if (depth >= 16) {
      const std::string moved = random_name(".assay-");
      // A directory without write permission cannot be moved: its ".." would change.
      open_up(directory, name);
      if (::renameat(directory, name.c_str(), top, moved.c_str()) == 0) waiting.push_back(moved);
      continue;
    }
    open_up(directory, name);
    {
      const UniqueFd inner(
          ::openat(directory, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      if (!inner) continue;
      ::fchmod(inner.get(), 0700);
      empty(inner.get(), top, waiting, depth + 1);
    }
    ::unlinkat(directory, name.c_str(), AT_REMOVEDIR);
  }
}

void digest_entries(int directory, const std::string& prefix, std::string& all) {
  for (const std::string& name : names_in(directory)) {
    const std::string path = prefix + name;
    const UniqueFd entry(::openat(directory, name.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC));
    struct stat info {};
    if (!entry || ::fstat(entry.get(), &info) != 0)
      throw Fault(cat(path, ": cannot be read: ", system_text()));
    if (S_ISDIR(info.st_mode)) {
      all += cat("d ", path.size(), ' ', path, '\n');
      digest_entries(entry.get(), path + '/', all);
    } else if (S_ISREG(info.st_mode)) {
      const std::string text = read_all(entry.get(), std::size_t{1} << 30, path);
      all += cat((info.st_mode & 0111) != 0 ? "x " : "f ", path.size(), ' ', path, ' ', sha256(text), '\n');
    }
  }
}

bool usable(const fs::path& place, std::uint64_t needed) {
  struct statvfs info {};
  if (::access(place.c_str(), W_OK | X_OK) != 0 || ::statvfs(place.c_str(), &info) != 0) return false;
  return (info.f_flag & (ST_NOEXEC | ST_RDONLY)) == 0 &&
         static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize >= needed;
}

bool on_tmpfs(const fs::path& place) {
  struct statfs info {};
  return ::statfs(place.c_str(), &info) == 0 && info.f_type == TMPFS_MAGIC;
}

/// Something that no file can take the place of.
bool keeps_its_place(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 || S_ISDIR(info.st_mode)) return false;
  const std::string name = path.string();
  return !S_ISREG(info.st_mode) || name == "/dev/stdout" || name == "/dev/stderr" || name.starts_with("/dev/fd/") || name.starts_with("/proc/");
}

void append(const fs::path& path, std::string_view text) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  if (!fd) throw environment_fault(cat(path.string(), ": cannot be written: ", system_text()));
  write_all(fd.get(), text, path);
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

std::string read_file(const fs::path& path, std::size_t limit) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) throw Fault(cat(path.string(), ": cannot be read: ", system_text()));
  std::string text = read_all(fd.get(), limit, path);
  if (text.size() > limit)
    throw Fault(cat(path.string(), ": too large: expected at most ", limit, " bytes"));
  return text;
}

void write_file(const fs::path& path, std::string_view text) {
  if (keeps_its_place(path)) return append(path, text);
  const fs::path neighbour = path.parent_path() / random_name(".assay-");
  {
    const UniqueFd fd(::open(neighbour.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!fd) throw environment_fault(cat(path.string(), ": cannot be written: ", system_text()));
    try {
      write_all(fd.get(), text, path);
    } catch (const Fault&) {
      ::unlink(neighbour.c_str());
      throw;
    }
  }
  if (::rename(neighbour.c_str(), path.c_str()) == 0) return;
  const int error = errno;
  ::unlink(neighbour.c_str());
  throw environment_fault(cat(path.string(), ": cannot be written: ", system_text(error)));
}

TemporaryDirectory::TemporaryDirectory(const fs::path& parent, std::string_view prefix) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    const fs::path path = parent / random_name(prefix);
    if (::mkdir(path.c_str(), 0700) == 0) {
      path_ = path;
      return;
    }
    if (errno != EEXIST) break;
  }
  throw environment_fault(cat(parent.string(), ": no directory can be made in it: ", system_text()));
}

TemporaryDirectory::TemporaryDirectory(TemporaryDirectory&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

TemporaryDirectory& TemporaryDirectory::operator=(TemporaryDirectory&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

TemporaryDirectory::~TemporaryDirectory() {
  if (!path_.empty()) remove_tree(path_);
}

void copy_tree(const fs::path& from, const fs::path& to, const CopyRules& rules) {
  Copy(rules).entry(AT_FDCWD, from.string(), AT_FDCWD, to.string(), from, 0);
}

void remove_tree(const fs::path& path) noexcept {
  try {
    if (::unlink(path.c_str()) == 0 || errno == ENOENT) return;
    // Twice: what a dying process made between our listing and our removal goes in the second round.
    for (int round = 0; round < 2; ++round) {
      open_up(AT_FDCWD, path.string());
      {
        const UniqueFd top(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!top) return;
        std::deque<std::string> waiting;
        empty(top.get(), top.get(), waiting, 0);
        for (; !waiting.empty(); waiting.pop_front()) {
          const UniqueFd moved(::openat(top.get(), waiting.front().c_str(),
                                        O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
          if (moved) empty(moved.get(), top.get(), waiting, 1);
          ::unlinkat(top.get(), waiting.front().c_str(), AT_REMOVEDIR);
        }
      }
      if (::rmdir(path.c_str()) == 0) return;
    }
  } catch (...) {
    // Out of memory while removing: what is left stays, and the caller is a destructor.
  }
}

std::string tree_digest(const fs::path& root) {
  const UniqueFd directory(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) throw Fault(cat(root.string(), ": cannot be read: ", system_text()));
  std::string all;
  digest_entries(directory.get(), "", all);
  return sha256(all);
}

fs::path work_place(std::uint64_t needed) {
  const fs::path own = "/run/assay";
  if (::geteuid() == 0 && on_tmpfs(own) && usable(own, needed)) return own;
  // Root's is closed to the users that its children run as.
  const fs::path runtime = ::geteuid() == 0 ? std::string() : variable("XDG_RUNTIME_DIR");
  if (runtime.is_absolute() && usable(runtime, needed)) return runtime;
  if (usable("/dev/shm", needed)) return "/dev/shm";
  const fs::path named = variable("TMPDIR");
  const fs::path temporary = named.is_absolute() ? named : fs::path("/tmp");
  if (usable(temporary, needed)) return temporary;
  throw environment_fault(cat(temporary.string(), ": expected ", needed >> 20,
                              " MiB free and permission to run programs there"),
                          "free some space, or set TMPDIR to a directory that has it");
}

fs::path cache_place() {
  if (::geteuid() == 0) return "/var/cache/assay";
  const fs::path cache = variable("XDG_CACHE_HOME");
  if (cache.is_absolute()) return cache / "assay";
  const fs::path home = variable("HOME");
  if (home.is_absolute()) return home / ".cache" / "assay";
  throw environment_fault("HOME: not set, so there is no place for a cache", "set HOME or XDG_CACHE_HOME");
}

}  // namespace assay
