// A check in few lines, for those who check again and again.
#include "base/text.hpp"
#include "report/hidden.hpp"
#include "report/marked.hpp"
#include "report/renderers.hpp"
#include "report/terminal_page.hpp"

namespace assay {
namespace {

/// The names of the tests of a card: the code in its marked texts.
std::vector<std::string> tests_of(const Json& card) {
  std::vector<std::string> tests;
  for (const Json& text : card.at("tests")) {
    const std::string marked = text.get<std::string>();   // Spans borrow from it.
    for (const Span& span : spans_of(marked))
      if (span.code) tests.emplace_back(span.text);
  }
  return tests;
}

}  // namespace

Brief brief_of(const Graded& graded, const Assignment& assignment, const Rubric& rubric, const ReportOptions& options) {
  const Messages messages(options.templates, options.language, options.overrides);
  const Shown shown(graded, assignment, options);
  const Json view = view_of(shown.graded(), assignment, rubric, options, messages);
  TerminalPage first(options.style), others(options.style);
  Brief brief{.failed = {}, .first = {}, .others = {}, .score = cat(score_line(others, view.at("score")), "\n")};
  for (const Json& card : view.at("failures")) {
    const std::vector<std::string> tests = tests_of(card);
    brief.failed.insert(brief.failed.end(), tests.begin(), tests.end());
    if (card.at("number") == 1) {
      show_card(first, card, messages);
      continue;
    }
    if (card.at("number") == 2) others.line();
    others.paragraph(cat(aligned_right(cat(card.at("number").get<int>()), 3), "  "), card.at("title").get<std::string>());
  }
  brief.first = std::move(first).text();
  brief.others = std::move(others).text();
  shown.demand_no_secrets(cat(brief.first, brief.others), view);
  return brief;
}

}  // namespace assay
