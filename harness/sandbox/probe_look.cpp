// What assay-probe tries without using anything up: files, the harness's process, the kernel's ways out.
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <initializer_list>

#include "sandbox/probe.hpp"

namespace assay::probe {
namespace {

/// In a child, because it may kill or change whoever tries it. The child's exit status: 0 it was possible, else errno.
template <class Attempt>
Outcome in_child(Attempt attempt) {
  const pid_t child = fork();
  if (child < 0) return {false, errno, 0};
  if (child == 0) _exit(attempt() ? 0 : errno & 0xff);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) return {false, 0, WTERMSIG(status)};
  return {WEXITSTATUS(status) == 0, WEXITSTATUS(status), 0};
}

bool opens(const char* path, int flags) {
  const int fd = open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return false;
  close(fd);
  return true;
}

/// A new file in the directory.
bool makes_file(const char* directory) {
  char path[512];
  snprintf(path, sizeof path, "%s/.assay-probe-%d", directory, static_cast<int>(getpid()));
  const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  close(fd);
  unlink(path);
  return true;
}

/// Possible if one of them is; else what the first of those said that are there at all.
Outcome write_outside(const Planted& planted) {
  char beside[512] = "";
  if (planted.hidden) {
    snprintf(beside, sizeof beside, "%s", planted.hidden);
    if (char* const slash = strrchr(beside, '/')) *slash = 0;
  }
  const char* const directories[] = {"/",    "/usr", "/usr/local", "/etc",  "/var/tmp", "/var",
                                     "/run", "/opt", "/srv",       "/home", beside,     planted.home ? planted.home : ""};
  Outcome outcome{false, ENOENT, 0};
  for (const char* directory : directories) {
    if (!*directory) continue;
    const Outcome here = outcome_of(makes_file(directory));
    if (here.possible) return here;
    if (is_absence(outcome.error)) outcome = here;
  }
  return outcome;
}

Outcome change_system(const Planted&) {
  for (const char* path : {"/etc/passwd", "/bin/sh", "/proc/sys/kernel/core_pattern"})
    if (const Outcome here = outcome_of(opens(path, O_WRONLY)); here.possible || !is_absence(here.error)) return here;
  return {false, ENOENT, 0};
}

/// Whether that process is the harness and not another with its number in another namespace.
bool is_harness(const Planted& planted) {
  char path[64], text[1024] = {};
  snprintf(path, sizeof path, "/proc/%.20s/stat", planted.pid);
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  [[maybe_unused]] const auto got = read(fd, text, sizeof text - 1);
  close(fd);
  const char* at = strrchr(text, ')');
  for (int field = 2; at && field < 22; ++field) at = strchr(at + 1, ' ');   // The name may hold blanks.
  return at && strtoull(at + 1, nullptr, 10) == strtoull(planted.born, nullptr, 10);
}

/// Of the harness, as /proc shows it.
Outcome opens_of_harness(const Planted& planted, const char* file, int flags) {
  char path[64], byte;
  snprintf(path, sizeof path, "/proc/%.20s/%s", planted.pid, file);
  const int fd = open(path, flags | O_CLOEXEC);
  if (fd < 0) return {false, errno, 0};
  // Memory opens where reading is refused then.
  const Outcome outcome = flags == O_RDONLY ? outcome_of(read(fd, &byte, 1) == 1) : Outcome{true, 0, 0};
  close(fd);
  return outcome;
}

/// Attaching is tried on the number itself, but only where it is the harness: nobody else is to be stopped.
Outcome attach(pid_t pid) {
  return in_child([&] {
    if (ptrace(PTRACE_SEIZE, pid, nullptr, nullptr) != 0) return false;
    ptrace(PTRACE_DETACH, pid, nullptr, nullptr);
    return true;
  });
}

/// Other users' processes, beside the cell's own pid 1.
Outcome others_in_proc() {
  DIR* const processes = opendir("/proc");
  if (!processes) return {false, errno, 0};
  Outcome outcome{false, ESRCH, 0};
  while (const dirent* const entry = readdir(processes)) {
    const long pid = strtol(entry->d_name, nullptr, 10);
    struct stat facts {};
    if (pid <= 1 || fstatat(dirfd(processes), entry->d_name, &facts, 0) != 0 || facts.st_uid == getuid()) continue;
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/cmdline", pid);
    if (opens(path, O_RDONLY)) outcome = {true, 0, 0};
  }
  closedir(processes);
  return outcome;
}

/// Root's program with the bit set, or, where none could be planted, whether the kernel would give rights for one.
Outcome gain_rights(const Planted& planted) {
  if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) return {true, 0, 0};
  if (!planted.setuid) return {false, EPERM, 0};
  const pid_t child = fork();
  if (child == 0) {
    execl(planted.setuid, planted.setuid, "euid", nullptr);
    _exit(errno & 0xff);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 42) return {true, 0, 0};
  return {false, WIFEXITED(status) && WEXITSTATUS(status) != 0 ? WEXITSTATUS(status) : EPERM, 0};
}

bool as_32_bit() {
#if defined(__x86_64__)
  int result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory");   // getpid
  return result == getpid();
#else
  errno = ENOSYS;
  return false;
#endif
}

template <class... Arguments>
bool call(long number, Arguments... arguments) {
  return syscall(number, arguments...) >= 0;
}

}  // namespace

void look_at_files(const Planted& planted) {
  if (planted.hidden) say("hidden_tests", outcome_of(opens(planted.hidden, O_RDONLY)));
  say("write_outside", write_outside(planted));
  say("change_system", change_system(planted));
}

void look_at_harness(const Planted& planted) {
  if (planted.pid && planted.born) {
    const auto pid = static_cast<pid_t>(strtol(planted.pid, nullptr, 10));
    const Outcome absent{false, ESRCH, 0};
    const bool there = is_harness(planted);
    say("harness_environ", there ? opens_of_harness(planted, "environ", O_RDONLY) : absent);
    say("harness_memory", there ? opens_of_harness(planted, "mem", O_RDWR) : absent);
    say("harness_signal", there ? outcome_of(kill(pid, 0) == 0) : absent);
    say("harness_ptrace", there ? attach(pid) : absent);
  }
  say("other_processes", others_in_proc());
}

void look_at_kernel(const Planted& planted) {
  char ring[128] = {};   // Room for the parameters that io_uring_setup fills in.
  say("setuid", gain_rights(planted));
  say("user_namespace", in_child([] { return unshare(CLONE_NEWUSER) == 0; }));
  say("mount", in_child([] { return mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0; }));
  say("io_uring", outcome_of(call(SYS_io_uring_setup, 1, ring)));
  say("keyring", outcome_of(call(SYS_keyctl, 0, -3, 0)));   // KEYCTL_GET_KEYRING_ID of the session's
  say("vsock", outcome_of(socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0));
  say("packets", outcome_of(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0) >= 0));
  say("entry_32_bit", in_child(as_32_bit));
}

}  // namespace assay::probe
