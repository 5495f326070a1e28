// The pipeline: load → provision → units → records. Score and report are pure and follow it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "load/load.hpp"
#include "model/assignment.hpp"
#include "model/cell_statement.hpp"
#include "model/record.hpp"

namespace assay {

struct SubmissionSource {
  std::string name;
  fs::path path;
  std::optional<std::chrono::milliseconds> start_limit;  ///< instead of the roles' own (verify gives null solutions less)
  bool altered_copies = true;  ///< whether the student's own tests are run on altered copies of the program too
  bool shuffle = false;        ///< tests of a group in another order
  std::string seed = {};       ///< instead of the run's
  std::vector<std::string> only = {};  ///< of the run's tests; empty: all of them
};

struct GradeOptions {
  std::string seed;                 ///< of the random data; empty: a fresh one
  int slots = 0;                    ///< units side by side; 0: twice the cores
  std::vector<std::string> only;    ///< patterns over "Group.Test"; empty: all
  Level level = Level::standard;    ///< how much isolation the run asks for
  bool first_look = false;          ///< for StandingWorkshop: see there
  int cancel = -1;                  ///< a descriptor that becomes readable when the run shall be broken off, as by an interruption
};

struct Refused {
  std::string submission, message, hint;
};

/// What a run has come to: a record a submission, in the order of the sources; nothing where intake refused it.
struct Run {
  std::vector<std::optional<RunRecord>> records;
  std::vector<Refused> refused;
  std::vector<std::string> warnings;   ///< "submission 'ada': app/main.py: is not there"
  bool interrupted = false;         ///< or broken off
};

struct ProgressEvent {
  std::size_t units_done = 0, units = 0;
  std::string submission, group;
  std::string test;                 ///< that is tried now; empty: the group has ended just now
};

/// Called from one thread at a time; may be empty.
using Progress = std::function<void(const ProgressEvent&)>;
/// Called with each record as soon as it is whole, so that nothing is lost when the run is interrupted.
using Finished = std::function<void(const RunRecord&)>;

/// What stays up from run to run: servers, prepared databases. For one assignment; `places` units run side by side at most.
///
/// A first look is a run on a slot of its own that get_ready() keeps ready: the database of the last migration serves while nothing that
/// migrate reads has changed, and a cell may have been started ahead. It can be wrong about a program (one that forgets an import), so
/// whoever takes it has to look again.
class StandingWorkshop {
 public:
  /// Throws environment_fault for what is missing.
  StandingWorkshop(const Home& home, const Assignment& assignment, int places, Level level, bool first_looks = false);
  ~StandingWorkshop();

  /// As grade() below.
  Run grade(const std::vector<SubmissionSource>& sources, const GradeOptions& options, const Progress& progress,
            const Finished& finished);

  /// Makes ready for a first look at the submission that came first in the last run: its database, and interpreters that wait with their
  /// libraries loaded. See make_ready() in unit.hpp. Breaks off when `cancel` is readable.
  void get_ready(const std::string& seed, int cancel);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Throws Fault when nothing can be graded at all; what is wrong with one submission is in Run::refused.
Run grade(const Home& home, const Assignment& assignment, const std::vector<SubmissionSource>& sources,
          const GradeOptions& options, const Progress& progress, const Finished& finished);

/// Eight hexadecimal digits from the system's random source.
std::string fresh_seed();

}  // namespace assay
