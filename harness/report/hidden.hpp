// Hidden: what a student's report is made from while tests are hidden, and the proof that nothing of them got into it.
#pragma once

#include <optional>
#include <string>

#include "base/json.hpp"
#include "model/assignment.hpp"
#include "model/record.hpp"
#include "report/report.hpp"

namespace assay {

/// Whether the reader must not see this test. Where an assignment has hidden tests, one that it does not know (of an older record) is.
bool hidden_from(const std::string& test, const Assignment& assignment, const ReportOptions& options);

/// A record of what the reader may see, copied field by field: of a hidden test only its verdict, and its cause if a test that is shown
/// has the same; of a program's output not what was written while a hidden test ran. Tests keep their names, by which they are counted.
RunRecord projected(const RunRecord& record, const Assignment& assignment, const ReportOptions& options);

/// A graded submission as its reader may see it: whatever makes a text of one takes it from here, and has the text searched.
class Shown {
 public:
  Shown(const Graded& graded, const Assignment& assignment, const ReportOptions& options);
  Shown(const Shown&) = delete;

  const Graded& graded() const { return seen_; }

  /// Throws a Fault (exit status 3) when a text holds a name, a text or a random value of a test that is hidden from its reader. `view` is
  /// what the text was made from, where no line is wrapped.
  void demand_no_secrets(const std::string& text, const Json& view) const;

 private:
  const RunRecord& whole_;
  const Assignment& assignment_;
  const ReportOptions& options_;
  std::optional<RunRecord> projected_;   ///< nothing where there is nothing to hide
  Graded seen_;
};

}  // namespace assay
