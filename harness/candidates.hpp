// The submissions of a run, from intake to their records.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "grade.hpp"
#include "load/load.hpp"
#include "model/assignment.hpp"
#include "model/record.hpp"
#include "prepare.hpp"
#include "workshop.hpp"

namespace assay {

/// One submission on its way through the run.
struct Candidate {
  Submission submission;
  Assignment assignment;              ///< the run's, with this submission's start limit
  RunRecord record;
  std::size_t units_left = 0;
  std::shared_ptr<Build> build;       ///< null: there is nothing to build
  bool build_noted = false, prepare_noted = false;
  bool altered_copies = true, shuffle = false;   ///< as in SubmissionSource
  std::vector<std::string> only;      ///< likewise
  std::size_t index = 0;              ///< among the sources
};

/// Reads every submission and begins its record; what is wrong with one is noted in `run` and does not stop the others.
std::vector<Candidate> take_in(const Workshop& workshop, const Assignment& assignment, const std::vector<SubmissionSource>& sources,
                               const std::string& seed, Run& run);

}  // namespace assay
