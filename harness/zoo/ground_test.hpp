// The ground on which one scenario is played: a course whose secrets hold canaries, a home full of credentials, ears on every
// kind of socket, and the attacker's map of all that. Everything is random per run.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/unique_fd.hpp"
#include "process/process.hpp"
#include "zoo/groups_test.hpp"
#include "zoo/scenario_test.hpp"

namespace assay::zoo {

/// Once, before anything else runs: namespaces of our own for mounts and IPC (as root), so that what a run leaves there is
/// this run's, and orphans become ours. Programs and caches are made reachable for the ordinary user.
void settle_down();

/// Whether this process may play the tier: A needs root.
bool can_play(char tier);

class Ground {
 public:
  Ground(const Scenario& scenario, char tier);
  Ground(const Ground&) = delete;
  Ground& operator=(const Ground&) = delete;

  /// `assay WORDS…` with the environment of this ground, as root or as the ordinary user.
  Completed assay(std::vector<std::string> words, std::chrono::seconds limit) const;
  /// What is handed in: the scenario's submission, or what its maker has made.
  const std::vector<fs::path>& submissions() const { return submissions_; }
  /// A copy of another scenario's submission, or of the reference.
  fs::path also(const std::string& scenario, const std::string& suffix = {}) const;
  const fs::path& place() const { return directory_.path(); }

  /// Where in `text` a canary is: "canary-…-rubric"; empty: nowhere.
  std::string canary_in(const std::string& text) const;
  /// What reached an ear of ours, or was changed beside us: names of attempts that succeeded.
  std::vector<std::string> noticed() const;
  /// Where a run may work, and nobody else does.
  std::vector<fs::path> work_places() const;
  static const OwnGroups& groups();
  /// Where the run's artefacts are.
  fs::path records() const { return place() / "records"; }

 private:
  std::string canary(const std::string& where) const { return "canary-" + word_ + "-" + where; }
  void plant_course() const;
  void plant_home() const;
  void plant_ears();
  void plant_submission(const Scenario& scenario);
  void write_map(const fs::path& submission) const;
  void give(const fs::path& path) const;
  std::map<std::string, std::string> environment() const;

  TemporaryDirectory directory_;
  std::string word_;                ///< the random part of every canary
  std::optional<Owner> user_;       ///< who runs assay, where it is not us
  std::map<std::string, UniqueFd> ears_;
  int tcp_port_ = 0, udp_port_ = 0;
  std::vector<fs::path> submissions_;
};

}  // namespace assay::zoo
