// The operator's and the environment's bad news: thrown where it is known, caught in main (or turned into
// a harness fault by the pipeline). What a submission does wrong is never a Fault but a value in the record.
#pragma once

#include <stdexcept>
#include <string>

namespace assay {

/// Exit statuses of the command, documented in `assay --help`.
enum class ExitStatus : int {
  graded = 0,           ///< done, whatever the mark
  below_mark = 1,       ///< graded, below the mark asked for with --require
  bad_request = 2,      ///< usage, assignment, rubric, submission
  not_graded = 3,       ///< a service, the machine or the harness was at fault
  interrupted = 130,    ///< SIGINT or SIGTERM; records made so far are kept
};

/// `message` has the form "place: what is wrong[: cause]"; `hint` is the next thing to do, or empty.
class Fault : public std::runtime_error {
 public:
  explicit Fault(std::string message, std::string hint = {},
                 ExitStatus status = ExitStatus::bad_request)
      : std::runtime_error(std::move(message)), hint_(std::move(hint)), status_(status) {}

  const std::string& hint() const { return hint_; }
  ExitStatus status() const { return status_; }

 private:
  std::string hint_;
  ExitStatus status_;
};

/// The machine or a service is at fault (exit status 3).
inline Fault environment_fault(std::string message, std::string hint = {}) {
  return Fault(std::move(message), std::move(hint), ExitStatus::not_graded);
}

/// Ctrl-C or a termination signal arrived; thrown from wherever the program was waiting.
struct Interrupted {};

}  // namespace assay
