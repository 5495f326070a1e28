#include "sandbox/space.hpp"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace assay::cell {
namespace {

constexpr char hostname[] = "cell";

void write_to(const char* path, const char* text) {
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  const auto size = static_cast<ssize_t>(strlen(text));
  if (fd < 0 || write(fd, text, static_cast<std::size_t>(size)) != size) die("%s: %s", path, strerror(errno));
  close(fd);
}

/// One id inside, one outside: the caller's.
void enter_user_space(const Spec& spec) {
  const uid_t uid = geteuid();
  const gid_t gid = getegid();
  prctl(PR_SET_DUMPABLE, 1);   // The maps of a process that is not dumpable belong to root.
  if (unshare(CLONE_NEWUSER) != 0) die("user namespace: %s", strerror(errno));
  char map[64];
  write_to("/proc/self/setgroups", "deny");
  snprintf(map, sizeof map, "%u %u 1", spec.inner_uid, uid);
  write_to("/proc/self/uid_map", map);
  snprintf(map, sizeof map, "%u %u 1", spec.inner_uid, gid);
  write_to("/proc/self/gid_map", map);
}

void bring_loopback_up() {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  strcpy(request.ifr_name, "lo");
  if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request) != 0) die("loopback: %s", strerror(errno));
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
  if (ioctl(fd, SIOCSIFFLAGS, &request) != 0) die("loopback: %s", strerror(errno));
  close(fd);
}

}  // namespace

void become_ordinary(const Spec& spec) {
  if (!spec.own_identity || spec.uid == 0) die("tier B as root needs a uid");
  if (setgroups(0, nullptr) != 0 || setresgid(spec.gid, spec.gid, spec.gid) != 0 ||
      setresuid(spec.uid, spec.uid, spec.uid) != 0)
    die("user %u: %s", spec.uid, strerror(errno));
}

void enter_space(const Spec& spec) {
  if (spec.tier == Tier::user_full) enter_user_space(spec);
  if (unshare(CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNS) != 0) die("namespaces: %s", strerror(errno));
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) die("private mounts: %s", strerror(errno));
  if (sethostname(hostname, sizeof hostname - 1) != 0) die("host name: %s", strerror(errno));
  bring_loopback_up();
}

}  // namespace assay::cell
