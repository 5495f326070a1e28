// Control groups of this process's own, below the ones it was started in: whatever a run makes it makes there, so what is
// there afterwards was left by it.
#pragma once

#include <string>
#include <vector>

#include "base/files.hpp"

namespace assay::zoo {

class OwnGroups {
 public:
  /// Enters a new group in every hierarchy where that is allowed.
  void enter();
  /// Groups below them that belong to no harness that lives.
  std::vector<fs::path> left() const;
  ~OwnGroups();

 private:
  std::vector<fs::path> groups_;
};

}  // namespace assay::zoo
