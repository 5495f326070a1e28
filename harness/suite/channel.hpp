// What suite and cell say while and after a unit runs. The suite is ours but may crash in mid-line; the cell's report carries bytes of
// the submission's output.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "model/outcome.hpp"
#include "model/record.hpp"

namespace assay {

/// Collects JSON lines: start, step, end, done. A line that is not understood ends the channel.
class Channel {
 public:
  /// Reads what is there; false at the end of the stream or when a line was not understood.
  bool read(int fd);
  bool feed(std::string_view bytes);
  bool done() const { return done_; }
  /// "Group.Test" of the test that has started and not ended, or empty.
  std::string running() const { return running_ ? running_->name() : std::string(); }
  std::vector<TestOutcome> take_outcomes() { return std::move(outcomes_); }
  /// The test that had started and not ended, with its steps.
  std::optional<TestOutcome> take_running() { return std::move(running_); }

 private:
  bool take_line(std::string_view line);
  std::string pending_;
  std::vector<TestOutcome> outcomes_;
  std::optional<TestOutcome> running_;
  bool done_ = false;
};

/// Reads the supervisor's final report into `record`; false when it did not come whole before the deadline.
bool read_cell_report(int fd, Deadline deadline, UnitRecord& record);
bool parse_cell_report(std::string_view report, UnitRecord& record);

}  // namespace assay
