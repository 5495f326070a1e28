// Which unit runs next, and where. Slots and cores are two numbers: a unit takes a share of the cores, so that groups that wait do not
// keep others from computing.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "model/assignment.hpp"
#include "model/outcome.hpp"

namespace assay {

struct UnitTicket {
  std::size_t submission = 0;   ///< index in the run
  const Group* group = nullptr;
  int weight = 0;               ///< in quarters of a core
};

class Schedule {
 public:
  /// All groups of `submissions` many submissions; units of at most `quarters` quarters of a core at once.
  Schedule(const std::vector<Group>& groups, std::size_t submissions, int quarters);

  /// The next unit for a slot, preferably of the submission `last` that it worked on; waits for free cores; nothing when all are taken
  /// or stop() was called.
  std::optional<UnitTicket> next(std::optional<std::size_t> last);
  void done(const UnitTicket& ticket);
  void stop();

 private:
  struct Pending {
    std::vector<const Group*> groups;  ///< longest first
    int workers = 0;                   ///< slots at work on it
  };
  std::optional<std::size_t> choose(std::optional<std::size_t> last) const;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Pending> pending_;
  int free_quarters_;
  bool stopped_ = false;
};

/// How many quarters of a core a unit of the group takes.
int weight_of(const Group& group);

/// Whether a role that failed to start twice in the same way keeps other units of the submission from running (a start failure that
/// repeats is a property of the submission).
class StartFailures {
 public:
  void note(std::size_t submission, const TestOutcome& outcome);
  /// The outcome that started the failure, when `group` needs a role that has failed in two units.
  std::optional<TestOutcome> forbids(std::size_t submission, const Group& group);

 private:
  std::mutex mutex_;
  std::map<std::pair<std::size_t, std::string>, std::vector<TestOutcome>> failed_;  ///< by submission and role
};

}  // namespace assay
