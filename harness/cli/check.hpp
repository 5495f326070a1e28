// What `check` and `check --watch` share.
#pragma once

#include "cli/commands.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "cli/working_directory.hpp"

namespace assay {

/// The work to be checked.
struct Work {
  std::string assignment;
  fs::path directory;
  std::optional<WorkingDirectory> kept;   ///< where checks are kept: it is a directory that `assay start` made

  SubmissionSource source() const;
};

/// From the words of the command: [ASSIGNMENT] [DIRECTORY]. Throws Fault when nothing says which assignment it is.
Work find_work(const std::vector<std::string>& words);

/// Titles of tests in the reader's language, for the progress bar.
ProgressBar::Title titles_of(const Course& course, Language language);

/// Checks again whenever a file of the work is saved, until it is interrupted.
int watch(const Course& course, const Work& work, const CheckCommand& command);

}  // namespace assay
