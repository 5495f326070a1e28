#include "sandbox/root.hpp"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <initializer_list>

#include "sandbox/etc.hpp"
#include "sandbox/mounts.hpp"

namespace assay::cell {
namespace {

constexpr char home[] = "/home/student";
DiskUse untouched;   // What the tmpfs holds before the first role.

/// A path below the place: "" is the tmpfs itself, "/root" what becomes the root.
struct Path {
  char text[PATH_MAX];
  Path(const Spec& spec, const char* below, const char* rest = "") {
    const int size = snprintf(text, sizeof text, "%s%s%s", spec.place, below, rest);
    if (size < 0 || static_cast<std::size_t>(size) >= sizeof text) die("%s: too long a path", rest);
  }
};

[[noreturn]] void fail(const char* what) { die("root: %s: %s", what, strerror(errno)); }

void make_directory(const char* path, mode_t mode = 0755) {
  if (mkdir(path, mode) != 0 && errno != EEXIST) fail(path);
}

/// The directories that lead to `path`, below the first `known` bytes of it.
void make_parents(char* path, std::size_t known) {
  for (char* slash = strchr(path + known + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    make_directory(path);
    *slash = '/';
  }
}

void make_file(const char* path) {
  const int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
  if (fd < 0) fail(path);
  close(fd);
}

void set_size(const char* place, std::uint64_t bytes, std::uint64_t inodes, unsigned long remount) {
  char options[96];
  snprintf(options, sizeof options, "mode=0755,size=%llu,nr_inodes=%llu", static_cast<unsigned long long>(bytes),
           static_cast<unsigned long long>(inodes));
  if (mount("cell", place, "tmpfs", remount | MS_NOSUID | MS_NODEV, options) != 0) fail("tmpfs");
}

/// Of the submission: its box, /tmp, /dev/shm and its home.
void make_own_directory(const Spec& spec, const char* name, const char* shown, mode_t mode) {
  const Path own(spec, name), target(spec, "/root", shown);
  make_directory(own.text, mode);
  if (chmod(own.text, mode) != 0) fail(shown);
  if (spec.tier == Tier::root_full && chown(own.text, spec.uid, spec.gid) != 0) fail(shown);
  Path parents = target;
  make_parents(parents.text, strlen(spec.place) + strlen("/root"));
  make_directory(target.text);
  if (!bind_writable(own.text, target.text)) fail(shown);
}

/// A directory of the system: as it is here, a link or a directory.
void show_system(const Spec& spec, const char* name) {
  const Path target(spec, "/root", name);
  struct stat facts;
  if (lstat(name, &facts) != 0) return;
  if (S_ISLNK(facts.st_mode)) {
    char to[PATH_MAX];
    const ssize_t size = readlink(name, to, sizeof to - 1);
    if (size < 0) fail(name);
    to[size] = 0;
    if (symlink(to, target.text) != 0) fail(name);
  } else if (S_ISDIR(facts.st_mode)) {
    make_directory(target.text);
    if (!bind_readonly(name, target.text)) fail(name);
  }
}

void show_path(const Spec& spec, const char* path) {
  if (strncmp(path, "/usr", 4) == 0 && (path[4] == '/' || path[4] == 0)) return;   // It is there.
  Path target(spec, "/root", path);
  struct stat facts;
  if (stat(path, &facts) != 0) fail(path);
  make_parents(target.text, strlen(spec.place) + strlen("/root"));
  S_ISDIR(facts.st_mode) ? make_directory(target.text) : make_file(target.text);
  if (!bind_readonly(path, target.text)) fail(path);
}

void make_devices(const Spec& spec) {
  for (const char* device : {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"}) {
    const Path target(spec, "/root", device);
    make_file(target.text);
    if (!bind_device(device, target.text)) fail(device);
  }
  const char* const links[][2] = {{"/proc/self/fd", "/dev/fd"}, {"/proc/self/fd/0", "/dev/stdin"},
                                  {"/proc/self/fd/1", "/dev/stdout"}, {"/proc/self/fd/2", "/dev/stderr"}};
  for (const auto& link : links)
    if (symlink(link[0], Path(spec, "/root", link[1]).text) != 0) fail(link[1]);
}

DiskUse use_of(const struct statfs& facts) {
  return {(facts.f_blocks - facts.f_bfree) * static_cast<std::uint64_t>(facts.f_bsize), facts.f_files - facts.f_ffree};
}

/// The limits are for what roles add to the submission's own files.
void limit_size(const Spec& spec) {
  struct statfs facts;
  if (statfs(spec.place, &facts) != 0) fail("tmpfs");
  untouched = use_of(facts);
  const auto limit = [](std::uint64_t used, std::uint64_t more, std::uint64_t none) {
    return more == unlimited ? none : used + more;
  };
  set_size(spec.place, limit(untouched.bytes, spec.disk_bytes, facts.f_blocks * static_cast<std::uint64_t>(facts.f_bsize)),
           limit(untouched.inodes, spec.disk_inodes, facts.f_files), MS_REMOUNT);
}

bool mount_proc(const char* target) {
  constexpr unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
  return mount("proc", target, "proc", flags, "hidepid=2") == 0 || mount("proc", target, "proc", flags, nullptr) == 0;
}

}  // namespace

void build_root(const Spec& spec) {
  constexpr std::uint64_t plenty_of_bytes = 1ull << 40, plenty_of_inodes = 1ull << 30;
  umask(022);
  set_size(spec.place, plenty_of_bytes, plenty_of_inodes, 0);
  const Path root(spec, "/root");
  make_directory(root.text);
  if (!bind_writable(root.text, root.text)) fail("/");   // Only a mount can become a root.
  for (const char* name : {"/dev", "/etc", "/proc"}) make_directory(Path(spec, "/root", name).text);
  for (const char* name : {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"}) show_system(spec, name);
  make_devices(spec);
  fill_etc(spec, Path(spec, "/root/etc").text);
  make_own_directory(spec, "/box", "/box", 0755);
  make_own_directory(spec, "/tmp", "/tmp", 01777);
  make_own_directory(spec, "/shm", "/dev/shm", 01777);
  make_own_directory(spec, "/home", home, 0700);
  for (int path = 0; path < spec.readonly.count; ++path) show_path(spec, spec.readonly.at[path]);
  if (!restrict_mount(root.text, true, false)) fail("/");
  umask(077);
  if (!spec.starts_ahead()) fill_box(spec);
}

void fill_box(const Spec& spec) {
  umask(022);
  if (spec.source)
    copy_tree(spec.source, Path(spec, "/box").text, {spec.tier == Tier::root_full, spec.uid, spec.gid});
  limit_size(spec);
  umask(077);
}

bool enter_root(const Spec& spec) {
  mount_proc(Path(spec, "/root/proc").text);   // Before the machine's own is gone: a user namespace must see one to get one.
  if (chdir(Path(spec, "/root").text) != 0) return false;
  return syscall(SYS_pivot_root, ".", ".") == 0 && umount2(".", MNT_DETACH) == 0 && chdir("/") == 0;
}

Kept keep_box(const Spec& spec) {
  const char* const box = spec.is_full() ? nullptr : spec.box;
  return keep_tree(box ? box : Path(spec, "/box").text, spec.keep, spec.keep_bytes, spec.keep_files);
}

DiskUse disk_use(const Spec& spec) {
  struct statfs facts;
  if (statfs(spec.place, &facts) != 0) return {};
  const DiskUse now = use_of(facts);
  return {now.bytes > untouched.bytes ? now.bytes - untouched.bytes : 0,
          now.inodes > untouched.inodes ? now.inodes - untouched.inodes : 0};
}

}  // namespace assay::cell
