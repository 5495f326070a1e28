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

std::string score_line(const Json& score, const TerminalStyle& style) {
  const std::string mark = score.at("mark").get<std::string>(), label = score.at("label").get<std::string>();
  const Tone tone = mark == "passed" ? Tone::good : mark == "failed" ? Tone::bad : Tone::open;
  const char* const sign = mark == "passed" ? "✓ " : mark == "failed" ? "✗ " : "! ";
  TerminalPage page(style);
  std::string line = page.toned(score.at("of").get<std::string>(), Tone::strong);
  if (!label.empty()) line += cat("   ", page.toned(cat(sign, label), tone));
  page.line(line);
  return std::move(page).text();
}

}  // namespace

Brief brief_of(const Graded& graded, const Assignment& assignment, const Rubric& rubric, const ReportOptions& options) {
  const Messages messages(options.templates, options.language, options.overrides);
  const Shown shown(graded, assignment, options);
  const Json view = view_of(shown.graded(), assignment, rubric, options, messages);
  Brief brief{.failed = {}, .first = {}, .others = {}, .score = score_line(view.at("score"), options.style)};
  TerminalPage first(options.style), others(options.style);
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
