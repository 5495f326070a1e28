// A record run again: the same seed, tests and assignment. For `assay replay`, and for the proof that the records of mutants can be.
#pragma once

#include <string>
#include <vector>

#include "grade.hpp"
#include "programs.hpp"

namespace assay {

/// One test, in the record and now.
struct Replayed {
  const TestOutcome* before;
  const TestOutcome* now;   ///< null: it did not run
  bool same = false;        ///< as `assay record canon` shows them, instants of the run's own time aside
};

/// What grade() needs to run `tests` of the record again, on the program at `program`.
SubmissionSource again(const RunRecord& before, const fs::path& program, std::vector<std::string> tests);

/// The tests in the record's order; both records have to outlive the result.
std::vector<Replayed> compared(const RunRecord& before, const RunRecord& now, const std::vector<std::string>& tests);

/// What came of replaying the records of mutants.
struct Replays {
  std::size_t mutants = 0, tests = 0;
  std::vector<std::string> differing;   ///< "mutant no-commit: Products.CreateStoresTheRow: failed, then passed"
  bool interrupted = false;
};

/// Replays the records of all mutants that fail a test, groups with a failure as a whole. `entries` say where the programs of
/// `trials` lie, one each in the same order.
Replays replay_mutants(const Home& home, const Assignment& assignment, const std::vector<Trial>& trials, const std::vector<Entry>& entries,
                       int slots, const Progress& progress);

}  // namespace assay
