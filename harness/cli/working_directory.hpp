// The directory that `assay start` makes: its `.assay` says which assignment it is for, and keeps the last checks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "model/record.hpp"

namespace assay {

struct WorkingDirectory {
  fs::path root;
  std::string assignment;

  fs::path own() const { return root / ".assay"; }
  fs::path report() const { return own() / "report.html"; }
};

/// `from` or the nearest directory above it that `assay start` made.
std::optional<WorkingDirectory> find_working_directory(const fs::path& from);

/// Makes `root` one for `assignment`. What is kept of checks stays out of git; the mark itself does not.
WorkingDirectory mark_working_directory(const fs::path& root, const std::string& assignment);

/// Keeps the record of a check and forgets the oldest when there are too many. Returns its file.
fs::path keep_check(const WorkingDirectory& where, const RunRecord& record);

/// The checks that are kept, oldest first; files that are no records of this assignment are passed over.
std::vector<RunRecord> kept_checks(const WorkingDirectory& where);

}  // namespace assay
