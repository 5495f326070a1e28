// Process: children as values. One launcher thread starts them all and lives as long as the program, because
// PR_SET_PDEATHSIG fires when the forking *thread* ends. The only file that knows Boost.Process is process.cpp.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/deadline.hpp"
#include "base/files.hpp"
#include "base/unique_fd.hpp"

namespace assay {

struct Spawn {
  std::vector<std::string> argv = {};               ///< argv[0] is a path
  std::map<std::string, std::string> environment = {};  ///< the whole environment; nothing is inherited
  std::filesystem::path cwd = "/";
  std::map<int, int> descriptors = {};              ///< child's number -> ours; 0, 1, 2 are /dev/null when not given
  std::optional<Owner> run_as = {};                 ///< needs root; supplementary groups are dropped
  std::map<int, std::uint64_t> rlimits = {};        ///< RLIMIT_x -> soft and hard limit
  bool keep_privilege = false;                      ///< true: no_new_privs is not set (assay-cell)
  std::chrono::milliseconds grace{0};               ///< for whom SIGKILL is too sudden: see ~Child
};

/// A child with its own process group and session, killed with SIGKILL when the harness's launcher ends (unless
/// it asks for another signal itself). The destructor ends its group with SIGKILL and reaps it; given a grace, it first
/// sends SIGTERM to the child alone and waits that long. assay-cell needs one: only alive can it end its daemons.
class Child {
 public:
  Child() = default;
  Child(pid_t pid, UniqueFd pidfd, std::chrono::milliseconds grace)
      : pid_(pid), pidfd_(std::move(pidfd)), grace_(grace) {}
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  ~Child();

  pid_t pid() const { return pid_; }
  int pidfd() const { return pidfd_.get(); }   ///< readable when it has ended
  /// The wait status (WIFEXITED…), or nothing when the deadline passed first.
  std::optional<int> wait(Deadline deadline);
  void kill(int signal) const;                 ///< to the group
  /// CPU time of the child that wait() saw end, and of the descendants it waited for.
  std::chrono::milliseconds cpu() const { return cpu_; }

 private:
  pid_t pid_ = -1;
  UniqueFd pidfd_;
  std::optional<int> status_;
  std::chrono::milliseconds cpu_{0};
  std::chrono::milliseconds grace_{0};
};

/// A program to execute as argv[0] "/proc/self/fd/N" of a child that runs as another user: that user may not be able to reach it by its path
/// (a checkout below a home of mode 0700). Must stay open until the child has been spawned. Throws environment_fault.
UniqueFd open_program(const std::filesystem::path& program);
std::string program_path(const UniqueFd& opened);

/// Throws environment_fault when the program cannot be started.
Child spawn(const Spawn& spawn);

struct Completed {
  int status = 0;            ///< wait status
  bool timed_out = false;    ///< it was killed at the deadline
  std::string out, err;      ///< at most `output_limit` bytes each; the rest is read and dropped
  bool ok() const { return !timed_out && status == 0; }
};

/// Runs a program to its end. Never waits for the end of a pipe after the program has ended. An interruption (below)
/// is a deadline that has passed: the program is killed and timed_out is true. Child::wait knows no interruption, so
/// that what must be ended in order still can be.
Completed run(Spawn spawn, Deadline deadline, std::size_t output_limit = 1u << 20,
              std::string_view input = {});

/// "exited with status 2", "was killed by SIGSEGV".
std::string describe_status(int wait_status);

/// A pair of connected sockets, or a pipe (read end first), close-on-exec. Throws environment_fault.
std::pair<UniqueFd, UniqueFd> seqpacket_pair();
std::pair<UniqueFd, UniqueFd> make_pipe();
/// An anonymous file with `text`, positioned at its start.
UniqueFd memory_file(const std::string& name, std::string_view text);

/// Becomes and stays readable when SIGINT or SIGTERM has arrived; -1 (which poll ignores) before
/// install_interrupt_handler has run.
int interrupt_descriptor();
void install_interrupt_handler();
bool interrupted();
/// Whether there is something to read at `descriptor` now; never at -1.
bool is_readable(int descriptor);

}  // namespace assay
