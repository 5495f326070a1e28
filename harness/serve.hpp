// What the slots do in a run: each takes units until there are none, and enters their outcomes into the records.
#pragma once

#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "candidates.hpp"
#include "control.hpp"
#include "grade.hpp"
#include "process/process.hpp"
#include "schedule.hpp"
#include "workshop.hpp"

namespace assay {

/// Everything the slots share; the mutex guards candidates' records and counters.
struct RunUnderWay {
  const Workshop& workshop;
  const GradeOptions& options;
  const Progress& progress;
  const Finished& finished;
  std::vector<Candidate>& candidates;
  Schedule& schedule;
  Control& control;
  std::vector<std::unique_ptr<Slot>>& slots;
  StartFailures start_failures;
  std::mutex mutex;
  std::size_t units_done = 0, units = 0;
  std::exception_ptr trouble;

  bool stopped() const { return interrupted() || is_readable(options.cancel); }
};

/// One slot's thread. What breaks here is in RunUnderWay::trouble, and ends the run.
void serve(RunUnderWay& run, const Assignment& assignment, int slot);

/// The tests of the group that the run is about.
std::vector<std::string> wanted_tests(const Group& group, const GradeOptions& options);

/// Outcomes in the order of the suite, units in that of their groups' names: whoever was first leaves no trace.
void sort_like_suite(RunRecord& record);

}  // namespace assay
