// Sequence: what a test did, drawn: lines of life for the check, the program and its services, requests and answers between them, and the
// statements that the program ran for each request. Numbers for a drawing; the templates make SVG of them.
#pragma once

#include "base/json.hpp"
#include "model/assignment.hpp"
#include "model/outcome.hpp"
#include "report/messages.hpp"

namespace assay {

/// false where there is nothing to draw, else {width, height, lifelines [{x, label, class, top, bottom, box_x, box_width}], bars [{x, y, height}],
/// arrows [{x1, x2, y, head, text, text_x, text_y, kind}], notes [{x, y, width, text, text_x, text_y}], earlier}. kind: "call", "answer",
/// "bad" (an answer that is an error, or none), "statement". All texts but `earlier` are raw printable text.
Json sequence_view(const TestOutcome& outcome, const Messages& messages);

}  // namespace assay
