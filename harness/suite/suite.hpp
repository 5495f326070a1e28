// Suite: one unit (submission × test group) in one suite process and one cell. Outcomes arrive while they happen, so that a crash
// keeps what came before it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "model/assignment.hpp"
#include "model/lease.hpp"
#include "model/record.hpp"
#include "model/submission.hpp"

namespace assay {

/// The pinned interpreters and tools that submissions and checks run on.
struct Runtime {
  fs::path course;      ///< virtual environment of the submissions
  fs::path tools;       ///< of ruff and vulture
  std::string digest;   ///< of the lock files
  std::string python;   ///< "3.11"
};

/// The place where one unit runs. A slot belongs to one thread.
struct Ground {
  int slot = 0;
  fs::path directory;               ///< what the unit's cell needs is made in it
  char tier = 'D';                  ///< of its cell, 'A' to 'D' (sandbox/protocol.hpp)
  std::optional<Owner> ordinary;    ///< the suite's user, when we are root
  std::optional<Owner> submission;  ///< the roles' user, when we are root

  /// Roles see a root, a network and the lesson's ports of their own; the cell itself copies the submission.
  bool is_full() const { return tier == 'A' || tier == 'B'; }
  fs::path place() const { return directory / "place"; }
};

/// How the student's own tests run on a copy of the program that was altered.
struct OwnTestsRun {
  std::vector<std::string> set_aside;  ///< those that fail on the program as it is: "tests/test_crud.py::test_x", or a whole file
  Json alteration;                     ///< as described() gives it; null: a copy that does the same
  std::chrono::milliseconds limit{120'000};
};

/// Where what the roles leave in their box is kept when the unit ends, and how much of it at most.
struct Keep {
  fs::path place;             ///< made by the unit; empty: nothing is kept
  std::uint64_t bytes = 0;
  unsigned files = 0;
};

struct UnitRequest {
  const Assignment& assignment;
  const Submission& submission;
  const Group& group;
  const Runtime& runtime;
  std::vector<std::string> tests;   ///< in the order to run
  Lease lease;
  std::string seed;
  fs::path program;                 ///< the suite's
  fs::path cell;                    ///< assay-cell
  fs::path mutators;                ///< alter.py
  fs::path style;                   ///< style.py
  fs::path ahead;                   ///< ahead.py, for cells that are started before their unit
  const OwnTestsRun* own_tests = nullptr;  ///< null: on the program as it is
  Keep keep;
  bool shuffle = false;
  bool observed = true;             ///< taps read along
  int cancel = -1;                  ///< readable: the unit is broken off, as by an interruption
  std::function<void(const std::string& test)> trying = {};   ///< called when a test begins; may be empty
};

/// The cell of a unit that is still to come: its interpreters import libraries meanwhile. Ends with its object.
class ReadyCell {
 public:
  /// For units of the evidence and submission of `request`; in tiers A and B, and of no use elsewhere. Throws environment_fault when it
  /// cannot be started.
  ReadyCell(const UnitRequest& request, Ground ground);
  ~ReadyCell();
  struct State;
  std::unique_ptr<State> state;
};

struct UnitResult {
  std::vector<TestOutcome> outcomes;     ///< of tests that ended
  std::optional<TestOutcome> broken_off; ///< the test that ran when the suite ended without saying so, with its steps
  std::optional<Cause> fault;            ///< ours: suite_crashed, suite_hung, cell_failed
  bool interrupted = false;
  UnitRecord record;
};

/// Throws environment_fault when a process cannot be started at all. `ready` is used, and gone then, if it is the very cell that the unit
/// would get.
UnitResult run_unit(const UnitRequest& request, const Ground& ground, std::unique_ptr<ReadyCell>* ready = nullptr);

}  // namespace assay
