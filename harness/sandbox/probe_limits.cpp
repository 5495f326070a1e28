// What assay-probe uses up. A cell ends the role that passes a limit: so each of these is a role's last act.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <initializer_list>

#include "sandbox/probe.hpp"

namespace assay::probe {
namespace {

constexpr int most_patience_ms = 1000;   // The cell looks twenty times a second.

int wait_for_the_end() {
  poll(nullptr, 0, most_patience_ms);
  return 0;
}

}  // namespace

int leave_daemon(const char* name) {
  int ready[2];
  if (pipe2(ready, O_CLOEXEC) != 0) return 1;
  const pid_t first = fork();
  if (first < 0) return 1;
  if (first == 0) {
    setsid();
    if (fork() != 0) _exit(0);
    prctl(PR_SET_NAME, name);
    prctl(PR_SET_PDEATHSIG, 0);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    [[maybe_unused]] const auto written = write(ready[1], "", 1);
    for (;;) pause();   // And holds the role's output open.
  }
  char byte;
  if (read(ready[0], &byte, 1) != 1) return 1;
  dprintf(STDOUT_FILENO, "daemon POSSIBLE\n");   // It started; the harness looks whether it is there still.
  return 0;
}

int fill_disk(unsigned long long bytes) {
  static char block[1 << 16];
  memset(block, 1, sizeof block);
  // In two files: a limit of one file's size is another.
  for (const char* name : {"probe-1", "probe-2"}) {
    const int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    for (unsigned long long written = 0; written <= bytes * 3 / 4; written += sizeof block)
      if (fd < 0 || write(fd, block, sizeof block) < 0) {
        say("disk", {false, errno, 0});
        return wait_for_the_end();
      }
  }
  wait_for_the_end();
  say("disk", {true, 0, 0});
  return 0;
}

int fill_directory(unsigned long long files) {
  for (unsigned long long number = 0; number <= files; ++number) {
    char name[32];
    snprintf(name, sizeof name, "probe-%llu", number);
    const int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
      say("inodes", {false, errno, 0});
      return wait_for_the_end();
    }
    close(fd);
  }
  wait_for_the_end();
  say("inodes", {true, 0, 0});
  return 0;
}

int fill_memory(unsigned long long bytes) {
  const unsigned long long wanted = bytes * 2;
  char* const at = static_cast<char*>(mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (at == MAP_FAILED) {
    say("memory", {false, errno, 0});
    return wait_for_the_end();
  }
  for (unsigned long long page = 0; page < wanted; page += 4096) at[page] = 1;
  wait_for_the_end();
  say("memory", {true, 0, 0});
  return 0;
}

int make_processes(unsigned long long count) {
  for (unsigned long long made = 0; made <= count; ++made) {
    const pid_t child = fork();
    if (child < 0) {
      say("processes", {false, errno, 0});
      return wait_for_the_end();
    }
    if (child == 0)
      for (prctl(PR_SET_PDEATHSIG, SIGKILL);;) pause();
  }
  wait_for_the_end();
  say("processes", {true, 0, 0});
  return 0;
}

}  // namespace assay::probe
