// Shorten: a report for a place that holds little. The least useful goes first: what the reader can find elsewhere, then the
// evidence of late failures, then the late failures themselves; the score and the first failures stay the longest.
#pragma once

#include <functional>
#include <string>

#include "base/json.hpp"
#include "report/messages.hpp"
#include "report/report.hpp"

namespace assay {

/// What `render` makes of `view` (of one submission or of a class, see report/view.hpp), or of the first of its shorter forms that
/// fits into `limit`. A shorter form ends with a line that says so.
std::string within_limit(const Json& view, const Messages& messages, const MarkdownLimit& limit,
                         const std::function<std::string(const Json&)>& render);

}  // namespace assay
