// Renderers: a view (report/view.hpp) in one format. Each encodes everything that it writes for its destination.
#pragma once

#include <string>

#include "report/messages.hpp"
#include "report/places.hpp"
#include "report/report.hpp"
#include "report/view.hpp"

namespace assay {

class TerminalPage;

std::string to_terminal(const Json& view, const Messages& messages, const TerminalStyle& style);
std::string class_to_terminal(const Json& view, const Messages& messages, const TerminalStyle& style);

/// "18 of 25 points   ✓ Passed".
std::string score_line(const TerminalPage& page, const Json& score);

/// One failure, as the terminal shows it.
void show_card(TerminalPage& page, const Json& card, const Messages& messages);

/// At most `limit`; what does not fit is left out, the least useful first.
std::string to_markdown(const Json& view, const Messages& messages, const MarkdownLimit& limit);
std::string class_to_markdown(const Json& view, const Messages& messages, const MarkdownLimit& limit);

/// One self-contained file.
std::string to_html(const Json& view, const Messages& messages, const TemplatePlaces& templates);
std::string class_to_html(const Json& view, const Messages& messages, const TemplatePlaces& templates);

/// {"schema": 1, "view": …, "score": …}; texts with code between backticks. Points are strings of exact decimals; a
/// student's score names no hidden tests but counts them ("hidden").
std::string to_json_text(const Json& view, const Graded& graded, const Assignment& assignment,
                         const ReportOptions& options);
std::string class_to_json_text(const Json& view, const std::vector<Graded>& graded, const Assignment& assignment,
                               const ReportOptions& options);

}  // namespace assay
