#include "report/report.hpp"

#include <cstdlib>

#include "report/renderers.hpp"

namespace assay {

std::string render(const Graded& graded, const Assignment& assignment, const Rubric& rubric, Format format,
                   const ReportOptions& options) {
  const Messages messages(options.templates, options.language);
  const Json view = view_of(graded, assignment, rubric, options, messages);
  switch (format) {
    case Format::terminal: return to_terminal(view, messages, options.style);
    case Format::json: return to_json_text(view, graded, assignment, options);
    case Format::markdown: return to_markdown(view, messages, options.limit);
    case Format::html: return to_html(view, messages, options.templates);
  }
  std::abort();
}

std::string render_class(const std::vector<Graded>& graded, const Assignment& assignment, const Rubric& rubric,
                         Format format, const ReportOptions& options) {
  const Messages messages(options.templates, options.language);
  const Json view = class_view_of(graded, assignment, rubric, options, messages);
  switch (format) {
    case Format::terminal: return class_to_terminal(view, messages, options.style);
    case Format::json: return class_to_json_text(view, graded, assignment, options);
    case Format::markdown: return class_to_markdown(view, messages, options.limit);
    case Format::html: return class_to_html(view, messages, options.templates);
  }
  std::abort();
}

}  // namespace assay
