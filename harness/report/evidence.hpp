// Evidence: what a student can look at or type, made from a record. Raw printable text, to be shown in a block.
#pragma once

#include <string>

#include "model/assignment.hpp"
#include "model/outcome.hpp"
#include "model/record.hpp"
#include "report/traceback.hpp"

namespace assay {

/// The request of an HTTP step as a curl command against the lesson's default port; as a loop where it was sent several times at once.
std::string curl_command(const Step& step, const Assignment& assignment);

/// The line of an RPC step as a command that sends it to the lesson's default port and shows what comes; empty when the step
/// holds only a part of the line, the line is too long to be typed, or nothing is to come.
std::string nc_command(const Step& step, const Assignment& assignment);

/// The command that runs one test again with the same random data; `hidden`: one that students do not have.
std::string again_command(const RunRecord& record, const std::string& test, bool hidden);

/// SQL that the submission ran, a statement a line: the first of those that were too many, else those of the last request that
/// ran any. Empty where none was seen.
std::string sql_lines(const TestOutcome& outcome);

struct OutputEnd {
  std::string role, lines;
};

/// The end of what a role wrote during the test, its tracebacks folded (as they are where `folded_line` is empty); of the role of its cause where nothing was written then.
OutputEnd output_end(const RunRecord& record, const TestOutcome& outcome, const FoldedLine& folded_line);

}  // namespace assay
