// The users that submissions run as when the harness is root. Whoever ends a user's processes must be sure that they are its own, so a
// number belongs to one harness at a time, also when several run on the machine.
#pragma once

#include <vector>

#include "base/files.hpp"
#include "base/unique_fd.hpp"

namespace assay {

class SubmissionUsers {
 public:
  /// From 61000 on, below the numbers that systemd gives out (61184 and above).
  static constexpr uid_t first = 61000, last = 61183;

  /// Takes `count` numbers that no other harness holds; they are given back with this value, or when the harness ends. Throws
  /// environment_fault when fewer are free.
  explicit SubmissionUsers(int count);

  Owner of(int slot) const { return taken_.at(static_cast<std::size_t>(slot)); }

 private:
  std::vector<Owner> taken_;
  std::vector<UniqueFd> locks_;
};

}  // namespace assay
