#include "sandbox/tier.hpp"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::cell {
namespace {

constexpr int namespaces = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;

/// What a trial ended with; goes through a pipe.
struct Refusal {
  char what[64] = {};
  int error = 0;
};

class Trial {
 public:
  explicit Trial(int report) : report_(report) {}

  /// Ends the child when the step did not succeed.
  void must(bool done, const char* what) const {
    if (done) return;
    Refusal refusal;
    refusal.error = errno;
    snprintf(refusal.what, sizeof refusal.what, "%s", what);
    [[maybe_unused]] const auto written = write(report_, &refusal, sizeof refusal);
    _exit(1);
  }

 private:
  int report_;
};

bool write_file(const char* path, const char* text) {
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool written = write(fd, text, strlen(text)) == static_cast<ssize_t>(strlen(text));
  const int error = errno;
  close(fd);
  errno = error;
  return written;
}

bool bring_up_loopback() {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  ifreq request{};
  strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  return ioctl(fd, SIOCSIFFLAGS, &request) == 0;
}

void map_own_user(const Trial& trial, uid_t uid, gid_t gid) {
  char line[64];
  trial.must(write_file("/proc/self/setgroups", "deny"), "setgroups of a user namespace");
  snprintf(line, sizeof line, "0 %u 1", uid);
  trial.must(write_file("/proc/self/uid_map", line), "uid map of a user namespace");
  snprintf(line, sizeof line, "0 %u 1", gid);
  trial.must(write_file("/proc/self/gid_map", line), "gid map of a user namespace");
}

/// What a cell needs once it has namespaces: a tree of its own, /proc of its own processes, a loopback interface.
void live_in_namespaces(const Trial& trial) {
  trial.must(mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "private mounts");
  trial.must(bring_up_loopback(), "loopback interface of a network namespace");
  const pid_t first = fork();
  trial.must(first >= 0, "first process of a process namespace");
  if (first == 0) {
    trial.must(mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == 0, "mount of /proc");
    trial.must(mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "size=64k") == 0, "mount of a tmpfs");
    _exit(0);
  }
  int status = 0;
  waitpid(first, &status, 0);
  if (status != 0) _exit(1);   // It has said why.
}

/// Runs `steps` in a child. True when all of them succeeded; else `refusal` says which did not.
template <class Steps>
bool attempt(Refusal& refusal, Steps steps) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return false;
  const pid_t child = fork();
  if (child == 0) {
    steps(Trial(report[1]));
    _exit(0);
  }
  close(report[1]);
  const bool refused = child < 0 || read(report[0], &refusal, sizeof refusal) > 0;
  close(report[0]);
  int status = 0;
  if (child > 0) waitpid(child, &status, 0);
  return !refused && child > 0 && status == 0;
}

void explain(TierFinding& finding, const Refusal& refusal) {
  if (finding.why[0] || !refusal.what[0]) return;
  snprintf(finding.why, sizeof finding.why, "%s: %s", refusal.what, strerror(refusal.error));
}

}  // namespace

TierFinding find_tier() {
  TierFinding finding;
  Refusal refusal;
  if (geteuid() != 0) {
    const uid_t uid = geteuid();
    const gid_t gid = getegid();
    const bool user = attempt(refusal, [&](const Trial& trial) {
      trial.must(unshare(CLONE_NEWUSER) == 0, "user namespace");
      map_own_user(trial, uid, gid);
      trial.must(unshare(namespaces) == 0, "namespaces inside a user namespace");
      live_in_namespaces(trial);
    });
    finding.tier = user ? 'B' : 'D';
    explain(finding, refusal);
    return finding;
  }
  const bool full = attempt(refusal, [](const Trial& trial) {
    trial.must(unshare(namespaces) == 0, "namespaces");
    live_in_namespaces(trial);
  });
  explain(finding, refusal);
  const bool other_user = attempt(refusal, [](const Trial& trial) {
    constexpr uid_t somebody = 61000;
    trial.must(setgroups(0, nullptr) == 0, "setgroups");
    trial.must(setresgid(somebody, somebody, somebody) == 0 && setresuid(somebody, somebody, somebody) == 0,
               "another user");
  });
  if (!full || !other_user) explain(finding, refusal);
  finding.tier = !other_user ? 'D' : full ? 'A' : 'C';
  return finding;
}

int say_tier() {
  const TierFinding finding = find_tier();
  if (finding.why[0]) {
    dprintf(STDOUT_FILENO, "%c because %s\n", finding.tier, finding.why);
  } else {
    dprintf(STDOUT_FILENO, "%c\n", finding.tier);
  }
  return 0;
}

}  // namespace assay::cell
