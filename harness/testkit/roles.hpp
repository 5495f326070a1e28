// The submission's processes, as a suite drives them.
#pragma once

#include <chrono>
#include <string>

namespace assay::testkit {

/// How a role that runs to its end (ready = "exit") ended.
struct Ended {
  bool in_time = false;
  int status = -1;        ///< exit status; 128 + n for signal n
  std::string output;     ///< the end of what this run wrote
  bool ok() const { return in_time && status == 0; }
};

class Role {
 public:
  explicit Role(std::string name) : name_(std::move(name)) {}

  /// Starts the role when it does not run, and waits until it is ready. When it does not become ready the test ends with
  /// the cause; further tests of the unit end with the same cause at once.
  void ensure();
  void restart();
  /// SIGTERM, and SIGKILL when it has not ended within the stop limit.
  void stop();
  void kill();
  void freeze();
  void thaw();
  bool running() const;
  /// Whether it is seen to end within the time.
  bool ends_within(std::chrono::milliseconds limit) const;
  /// After a connection that was closed or refused. A process that ends closes its connections a moment before its end can be seen, and
  /// that end is the cause; without it, what the next call finds would be chance too.
  void see_end() const { ends_within(std::chrono::milliseconds(200)); }
  /// Runs a role to its end within its start limit. A command that does not apply ends the test with its cause.
  Ended run();
  /// run(), and an expectation that it ended with status 0; the cause is noted when it did not.
  Ended run_well();

 private:
  /// Ends the test when the submission has no command for this role.
  void demand_command() const;
  void start_process(const char* event);
  void wait_until_ready();
  [[noreturn]] void fail_to_start(struct RoleState state, std::uint64_t from);

  std::string name_;
};

inline Role roles(std::string name) { return Role(std::move(name)); }

/// Notes the end of roles that were expected to run as the cause of the running test's failure; called by the listener.
void blame_ended_roles();

}  // namespace assay::testkit
