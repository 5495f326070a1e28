// submission.toml: how a submission that is not laid out like the starter is built and started. Read by assay-intake alone.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/files.hpp"

namespace assay {

struct OwnCommands {
  std::vector<std::string> build;                             ///< or empty
  std::map<std::string, std::vector<std::string>> commands;   ///< by role
};

/// Nothing when the file is not there. Throws Fault: no TOML, a role that is not in `roles`, anything but commands.
OwnCommands read_submission_toml(const fs::path& path, const std::vector<std::string>& roles);

}  // namespace assay
