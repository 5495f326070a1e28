// What happens to a submission before its tests. Its build command, where it has one, runs once, in a cell without services, and what that
// leaves is the tree that units get copies of. Migrating is done by each slot (serve.cpp).
#pragma once

#include <mutex>
#include <optional>

#include "unit.hpp"

namespace assay {

struct Built {
  UnitOutcomes unit;               ///< of the test Prepare.Builds alone
  std::optional<BuiltTree> tree;   ///< nothing where it did not come to one

  const TestOutcome& outcome() const { return unit.outcomes.front(); }
};

/// The build of a submission, shared by all that have the same files and the same command.
class Build {
 public:
  /// `place`: a directory of its own that does not exist yet.
  explicit Build(fs::path place) : place_(std::move(place)) {}

  /// What it has come to. Whoever comes first builds, on the slot; the others wait.
  const Built& on(Slot& slot, const Workshop& workshop, const Assignment& assignment, const Submission& submission, const std::string& seed);

 private:
  fs::path place_;
  std::mutex mutex_;
  std::optional<Built> built_;
};

/// What of the preparation there is not for this submission: skipped, since it never runs.
std::vector<TestOutcome> nothing_to_prepare(const Assignment& assignment, const Submission& submission);

/// The group that migrates, where the assignment has something to migrate.
std::optional<Group> migrating_group(const Assignment& assignment);

/// Builds the database that this slot's prepared units of the submission start on.
UnitOutcomes prepare_slot(const Workshop& workshop, const Assignment& assignment, const Submission& submission, const std::string& seed,
                          Slot& slot, int cancel = -1);

/// Notes in the record what preparing has come to: one unit, however many there were.
void enter_preparation(RunRecord& record, UnitOutcomes prepared);

}  // namespace assay
