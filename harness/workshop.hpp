// What a run stands on: the users it may become, the runtime, the servers and a private directory. Made once a run; slots are handed
// out to threads.
#pragma once

#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/unique_fd.hpp"
#include "load/load.hpp"
#include "model/assignment.hpp"
#include "model/cell_statement.hpp"
#include "model/outcome.hpp"
#include "service/service.hpp"
#include "submission_users.hpp"
#include "suite/suite.hpp"

namespace assay {

/// The directory of one run, removed at its end; those of harnesses that were killed are removed when the next run starts.
class RunDirectory {
 public:
  explicit RunDirectory(std::uint64_t needed_bytes);
  const fs::path& path() const { return directory_->path(); }

 private:
  UniqueFd lock_;
  std::optional<TemporaryDirectory> directory_;
};

struct Workshop {
  Home home;
  Runtime runtime;
  std::optional<PostgresInstallation> postgres;
  std::optional<Owner> ordinary;   ///< system user `assay`, when we are root: servers and suites run as it
  std::optional<SubmissionUsers> users;   ///< when we are root
  std::unique_ptr<RunDirectory> directory;
  char tier = 'D';                 ///< of the run's cells
  std::shared_future<CellStatement> statement;   ///< what they keep submissions from; it is found out while submissions are read

  /// Who the roles of a slot run as, when we are root.
  std::optional<Owner> submission_owner(int slot) const;
};

/// Finds all of it and makes the directory. Throws environment_fault for what is missing, with how to get it, and where the cells give
/// less than `level` asks for.
Workshop provision(const Home& home, const Assignment& assignment, int slots, Level level = Level::standard);

/// Throws environment_fault, with what to install, when a service that the assignment needs or the runtime is not there.
void check_installed(const Home& home, const Assignment& assignment);

/// The runtime that ci/runtime/install makes; nothing when it is not there.
std::optional<Runtime> find_runtime(const Home& home);
std::optional<Owner> ordinary_user();
/// Versions of what the assignment's units would run on, as records have them; what is not installed is left out.
std::map<std::string, std::string> versions_here(const Home& home, const Assignment& assignment);
/// The tier of the cells that this machine grants, 'A' to 'D' (sandbox/protocol.hpp), or the weaker one that ASSAY_CELL_TIER asks for.
char cell_tier_to_use(const Home& home);

/// One place where units run, with servers of its own. Belongs to one thread.
class Slot {
 public:
  Slot(const Workshop& workshop, const Assignment& assignment, int index);

  const Ground& ground() const { return ground_; }
  /// A fresh lease; starts the server when there is none, or when it has died. What was prepared on a dead server is gone.
  Lease lease(const Submission& submission, Start start);
  bool is_prepared_for(const Submission& submission) const { return prepared_for_ == submission.state(); }
  /// Keeps the database that `migrate` just built (when it did), and what came of it, for the further units of this submission. When the
  /// server has died since, the slot stays unprepared.
  void prepared(const Submission& submission, bool migrated, std::vector<TestOutcome> outcomes);
  const std::vector<TestOutcome>& preparation() const { return preparation_; }
  /// The next unit prepares the slot again.
  void forget_preparation() { prepared_for_.clear(); }
  /// False when a server of ours has died; the next lease starts a new one.
  bool services_answer();
  /// The place for a cell that waits for a unit of such a group.
  std::unique_ptr<ReadyCell>* ready(const Group& group) { return &ready_[group.evidence]; }

 private:
  const Workshop& workshop_;
  const Assignment& assignment_;
  Ground ground_;
  std::unique_ptr<PostgresServer> postgres_;
  std::string prepared_for_;
  std::vector<TestOutcome> preparation_;
  std::map<Evidence, std::unique_ptr<ReadyCell>> ready_;   ///< must end before the ground
};

}  // namespace assay
