// A submission's own git history, read by assay-intake alone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/submission.hpp"

namespace assay {

/// The files that the course gave: a commit that only brings these in is not work.
struct CourseFiles {
  std::map<std::string, std::string> starter;   ///< path -> SHA-256 of its content with LF
  std::vector<std::string> protected_files;
};

inline constexpr std::size_t most_commits = 5000;

/// Commits that HEAD of the repository reaches, at most most_commits. Days are in the time zone of TZ. Nothing where it cannot be read;
/// nothing of it is executed and no configuration is read.
std::optional<History> read_history(const std::string& git_directory, const CourseFiles& course);

}  // namespace assay
