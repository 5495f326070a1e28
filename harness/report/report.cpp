#include "report/report.hpp"

#include <cstdlib>
#include <list>

#include "report/hidden.hpp"
#include "report/renderers.hpp"

namespace assay {

namespace {

std::string rendered(const Json& view, const Graded& graded, const Assignment& assignment, Format format, const ReportOptions& options,
                     const Messages& messages, const TemplatePlaces& places) {
  switch (format) {
    case Format::terminal: return to_terminal(view, messages, options.style);
    case Format::json: return to_json_text(view, graded, assignment, options);
    case Format::markdown: return to_markdown(view, messages, options.limit);
    case Format::html: return to_html(view, messages, places);
  }
  std::abort();
}

std::string rendered(const Json& view, const std::vector<Graded>& graded, const Assignment& assignment, Format format,
                     const ReportOptions& options, const Messages& messages, const TemplatePlaces& places) {
  switch (format) {
    case Format::terminal: return class_to_terminal(view, messages, options.style);
    case Format::json: return class_to_json_text(view, graded, assignment, options);
    case Format::markdown: return class_to_markdown(view, messages, options.limit);
    case Format::html: return class_to_html(view, messages, places);
  }
  std::abort();
}

}  // namespace

std::string render(const Graded& graded, const Assignment& assignment, const Rubric& rubric, Format format,
                   const ReportOptions& options) {
  const TemplatePlaces places{options.templates, options.overrides};
  check_overrides(places);
  const Messages messages(places.templates, options.language, places.overrides);
  const Shown shown(graded, assignment, options);
  const Json view = view_of(shown.graded(), assignment, rubric, options, messages);
  std::string text = rendered(view, shown.graded(), assignment, format, options, messages, places);
  shown.demand_no_secrets(text, view);
  return text;
}

std::string render_class(const std::vector<Graded>& graded, const Assignment& assignment, const Rubric& rubric,
                         Format format, const ReportOptions& options) {
  const TemplatePlaces places{options.templates, options.overrides};
  check_overrides(places);
  const Messages messages(places.templates, options.language, places.overrides);
  std::list<Shown> shown;   // What is seen borrows from them.
  std::vector<Graded> seen;
  for (const Graded& one : graded) seen.push_back(shown.emplace_back(one, assignment, options).graded());
  const Json view = class_view_of(seen, assignment, rubric, options, messages);
  std::string text = rendered(view, seen, assignment, format, options, messages, places);
  for (const Shown& one : shown) one.demand_no_secrets(text, view);
  return text;
}

}  // namespace assay
