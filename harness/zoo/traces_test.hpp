// What a run leaves behind: nothing. Looks at what cannot be anybody else's: children that became ours, our own mounts and
// IPC objects, the run's own places, and files that belong to a submission's user.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "zoo/groups_test.hpp"

namespace assay::zoo {

class Traces {
 public:
  /// As it is before the run, which alone works in `places`.
  Traces(std::vector<fs::path> places, const OwnGroups& groups);
  /// What has come since; waits at most a second for processes that are about to end. Kills and reaps what is left.
  std::vector<std::string> left() const;

 private:
  std::set<std::string> seen() const;

  std::vector<fs::path> places_;
  const OwnGroups& groups_;
  std::set<std::string> before_;
};

}  // namespace assay::zoo
