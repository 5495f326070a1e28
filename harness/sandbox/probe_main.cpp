// assay-probe: tries, as the role of a real cell, what no submission may do, and says what came of it. The harness starts
// it before it trusts the cell (statement.hpp), and `assay doctor` shows what it found.
//
//   assay-probe look [KEY=VALUE …]   everything that does not end the role; the keys say where the harness has planted what:
//     hidden=PATH   a file beside the tests    setuid=PATH   a copy of this program that belongs to root, mode 4711
//     home=PATH     of the harness's user      pid=N, born=N the harness, and field 22 of its /proc/N/stat
//     tcp=PORT, udp=PORT, unix=PATH, abstract=NAME           sockets of the harness
//   assay-probe daemon NAME          leaves a daemon of that name
//   assay-probe disk BYTES | inodes N | memory BYTES | processes N   uses more than that
//   assay-probe euid                 exit status 42: runs with more rights than it was started with
//
// It prints one line a thing: "NAME refused ERRNO", "NAME unreachable", "NAME invisible" or "NAME POSSIBLE".
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/probe.hpp"

namespace assay::probe {
namespace {

bool is(const char* word, const char* name) { return strcmp(word, name) == 0; }

bool take(Planted& planted, const char* word) {
  const char* const equals = strchr(word, '=');
  if (!equals) return false;
  const struct {
    const char* key;
    const char*& value;
  } keys[] = {{"hidden", planted.hidden}, {"setuid", planted.setuid},   {"home", planted.home},
              {"unix", planted.unix_path}, {"abstract", planted.abstract}, {"pid", planted.pid},
              {"born", planted.born},      {"tcp", planted.tcp},           {"udp", planted.udp}};
  for (const auto& key : keys)
    if (strncmp(word, key.key, strlen(key.key)) == 0 && word + strlen(key.key) == equals) {
      key.value = equals + 1;
      return true;
    }
  return false;
}

}  // namespace

void say(const char* name, Outcome outcome) {
  // Each line at once: the role may be killed before the next.
  if (outcome.possible) dprintf(STDOUT_FILENO, "%s POSSIBLE\n", name);
  else if (outcome.signal) dprintf(STDOUT_FILENO, "%s refused SIG%s\n", name, sigabbrev_np(outcome.signal));
  else if (is_absence(outcome.error)) dprintf(STDOUT_FILENO, "%s invisible\n", name);
  else if (is_distance(outcome.error)) dprintf(STDOUT_FILENO, "%s unreachable\n", name);
  else dprintf(STDOUT_FILENO, "%s refused %s\n", name, strerrorname_np(outcome.error));
}

bool is_absence(int error) { return error == ENOENT || error == ESRCH || error == ENOTDIR; }

bool is_distance(int error) {
  return error == ECONNREFUSED || error == ENETUNREACH || error == EHOSTUNREACH || error == EADDRNOTAVAIL || error == ENETDOWN;
}

}  // namespace assay::probe

int main(int argc, char** argv) {
  using namespace assay::probe;
  if (argc == 2 && is(argv[1], "euid")) return geteuid() != getuid() || getegid() != getgid() ? 42 : 0;
  if (argc >= 2 && is(argv[1], "look")) {
    Planted planted;
    for (int word = 2; word < argc; ++word)
      if (!take(planted, argv[word])) return 64;
    look_at_files(planted);
    look_at_harness(planted);
    look_at_network(planted);
    look_at_kernel(planted);
    return 0;
  }
  if (argc != 3) return 64;
  if (is(argv[1], "daemon")) return leave_daemon(argv[2]);
  const unsigned long long amount = strtoull(argv[2], nullptr, 10);
  if (is(argv[1], "disk")) return fill_disk(amount);
  if (is(argv[1], "inodes")) return fill_directory(amount);
  if (is(argv[1], "memory")) return fill_memory(amount);
  if (is(argv[1], "processes")) return make_processes(amount);
  return 64;
}
