#include <algorithm>

#include "base/text.hpp"
#include "report/renderers.hpp"
#include "report/terminal_page.hpp"
#include "report/versus.hpp"

namespace assay {
namespace {

std::string string_at(const Json& object, const char* key) { return object.at(key).get<std::string>(); }

Tone tone_of(const std::string& mark) {
  if (mark == "full" || mark == "passed") return Tone::good;
  if (mark == "lost" || mark == "failed") return Tone::bad;
  return mark == "none" ? Tone::quiet : Tone::open;
}

const char* sign_of(const std::string& mark) {
  if (mark == "full" || mark == "passed") return "✓";
  if (mark == "lost" || mark == "failed") return "✗";
  return mark == "none" ? "–" : "!";
}

std::string joined(const Json& texts, const char* separator) {
  std::vector<std::string> parts;
  for (const Json& text : texts) parts.push_back(text.get<std::string>());
  return join(parts, separator);
}

std::string bar(const Json& kind) {
  constexpr int width = 20;
  const int filled = kind.at("percent").get<int>() * width / 100;
  const int mark = kind.at("mark_percent").is_number() ? kind.at("mark_percent").get<int>() * width / 100 : -1;
  std::string out;
  for (int i = 0; i < width; ++i) out += i == mark ? "│" : i < filled ? "█" : "░";
  return out;
}

}  // namespace

std::string score_line(const TerminalPage& page, const Json& score) {
  const std::string mark = string_at(score, "mark"), label = string_at(score, "label");
  const std::string points = page.toned(string_at(score, "of"), Tone::strong);
  return label.empty() ? points : cat(points, "   ", page.toned(cat(sign_of(mark), " ", label), tone_of(mark)));
}

namespace {

/// Columns below which what usually stands side by side stands one below the other.
constexpr int narrow = 72;

void show_score(TerminalPage& page, const Json& score, const Json& progress) {
  page.line();
  page.line(cat("  ", score_line(page, score)));
  if (progress.is_object()) page.paragraph("  ", string_at(progress, "trail"), Tone::quiet);
  page.paragraph("  ", string_at(score, "pass"));
  if (!score.at("kinds").empty()) page.line();
  int label_width = 0;
  for (const Json& kind : score.at("kinds")) label_width = std::max(label_width, columns_of(string_at(kind, "label")));
  for (const Json& kind : score.at("kinds")) {
    const std::string possible = string_at(kind, "possible");
    std::string one = cat("  ", padded(string_at(kind, "label"), label_width), "  ",
                          aligned_right(string_at(kind, "earned"), 6), padded(possible.empty() ? "" : " / " + possible, 8));
    const bool side_by_side = page.columns() >= narrow;
    if (!possible.empty() && side_by_side) one += cat(page.toned(bar(kind), Tone::quiet), "  ", string_at(kind, "need"));
    page.line(trimmed(one).empty() ? "" : one.substr(0, one.find_last_not_of(' ') + 1));
    if (!side_by_side && !string_at(kind, "need").empty()) page.paragraph("      ", string_at(kind, "need"), Tone::quiet);
  }
  for (const Json& open : score.at("open"))
    page.paragraph(cat("  ", page.toned("!", Tone::open), " "), open.get<std::string>());
}

void show_criterion_below(TerminalPage& page, const Json& criterion) {
  const std::string mark = string_at(criterion, "mark"), possible = string_at(criterion, "possible");
  page.paragraph(cat("  ", page.toned(sign_of(mark), tone_of(mark)), " "), string_at(criterion, "title"));
  page.paragraph("    ", cat(string_at(criterion, "earned"), possible.empty() ? "" : " / " + possible, "  ", string_at(criterion, "state_label")),
                 tone_of(mark));
}

void show_criterion_beside(TerminalPage& page, const Json& criterion) {
  const int state_width = page.columns() >= 100 ? 30 : 25, points_width = 11;
  const int title_width = page.columns() - 4 - points_width - 2 - state_width;
  const std::string mark = string_at(criterion, "mark"), possible = string_at(criterion, "possible");
  const auto titles = page.wrapped(string_at(criterion, "title"), title_width, Tone::plain);
  const auto states = page.wrapped(string_at(criterion, "state_label"), state_width, tone_of(mark));
  const std::string points = cat(string_at(criterion, "earned"), possible.empty() ? "" : " / " + possible);
  for (std::size_t i = 0; i < std::max(titles.size(), states.size()); ++i) {
    std::string line = i == 0 ? cat("  ", page.toned(sign_of(mark), tone_of(mark)), " ") : "    ";
    line += padded(i < titles.size() ? titles[i] : "", title_width);
    line += aligned_right(i == 0 ? points : "", points_width);
    page.line(i < states.size() ? cat(line, "  ", states[i]) : line.substr(0, line.find_last_not_of(' ') + 1));
  }
}

void show_criterion(TerminalPage& page, const Json& criterion) {
  if (page.columns() < narrow) show_criterion_below(page, criterion);
  else show_criterion_beside(page, criterion);
  if (string_at(criterion, "mark") == "full") return;
  for (const Json& why : criterion.at("why")) page.paragraph("      ", why.get<std::string>(), Tone::quiet);
}

void show_expectations(TerminalPage& page, const Json& card, const Messages& messages) {
  for (const char* key : {"hidden_with", "cause", "reason"})
    if (!string_at(card, key).empty()) page.paragraph("     ", string_at(card, key));
  for (const Json& expectation : card.at("expectations")) {
    const bool compared = worth_comparing(expectation);
    page.paragraph(cat("     ", page.toned("✗", Tone::bad), " "), string_at(expectation, compared ? "label" : "sentence"));
    if (compared) show_versus(page, "       ", expectation, messages);
  }
  if (!string_at(card, "more").empty()) page.paragraph("       ", string_at(card, "more"), Tone::quiet);
}

void show_steps(TerminalPage& page, const Json& card) {
  if (!string_at(card, "earlier").empty()) page.paragraph("     ", string_at(card, "earlier"), Tone::quiet);
  for (const Json& step : card.at("steps")) {
    if (string_at(step, "command").empty()) {
      page.paragraph("     · ", string_at(step, "sentence"), Tone::quiet);
      continue;
    }
    page.command("     ", string_at(step, "command"));
    page.paragraph("       → ", string_at(step, "result"));
  }
}

}  // namespace

void show_card(TerminalPage& page, const Json& card, const Messages& messages) {
  const auto label = [&](const char* key) { return cat("     ", messages.text(cat("label.", key)), ": "); };
  page.line();
  page.paragraph(cat(aligned_right(cat(card.at("number").get<int>()), 3), "  "), string_at(card, "title"), Tone::strong);
  const std::string names = joined(card.at("names"), ", ");
  page.paragraph("     ", cat(names, names.empty() ? "" : " · ", string_at(card, "verdict_label")));
  show_expectations(page, card, messages);
  show_steps(page, card);
  const std::string bar_prefix = "     │ ";
  if (!string_at(card, "answer").empty()) {
    page.paragraph("     ", messages.text("label.answer") + ":", Tone::quiet);
    page.block(bar_prefix, string_at(card, "answer"));
  }
  if (!string_at(card, "sql").empty()) {
    page.paragraph("     ", messages.text("label.sql") + ":", Tone::quiet);
    page.block(bar_prefix, string_at(card, "sql"));
  }
  if (card.at("output").is_object()) {
    page.paragraph("     ", string_at(card.at("output"), "label") + ":", Tone::quiet);
    page.block(bar_prefix, string_at(card.at("output"), "lines"));
  }
  for (const char* key : {"mistake", "hint", "lesson"})
    if (!string_at(card, key).empty()) page.paragraph(label(key), string_at(card, key));
  for (const Json& cost : card.at("costs"))
    page.paragraph(label("costs"), cat(string_at(cost, "title"), " (", string_at(cost, "points"), ")"));
  if (card.at("costs").empty()) page.paragraph("     ", messages.text("label.no_cost"), Tone::quiet);
  if (!string_at(card, "again").empty()) page.command("     ", string_at(card, "again"));
  if (string_at(card, "debug").empty()) return;
  page.paragraph("     ", messages.text("label.debug") + ":", Tone::quiet);
  page.block(bar_prefix, string_at(card, "debug"));
}

namespace {

void show_ungraded(TerminalPage& page, const Json& ungraded, const Messages& messages) {
  if (ungraded.empty()) return;
  page.heading(messages.text("label.ungraded"));
  page.paragraph("  ", messages.text("notice.ungraded"));
  for (const Json& one : ungraded) {
    const std::string tests = joined(one.at("tests"), ", ");
    page.paragraph(cat("  ", page.toned("!", Tone::open), " "),
                   cat(string_at(one, "sentence"), tests.empty() ? "" : " ", tests));
  }
}

void show_lists(TerminalPage& page, const Json& view, const Messages& messages) {
  const auto part = [&](const char* key, const char* intro) {
    if (view.at(key).empty()) return;
    page.heading(messages.text(cat("label.", key)));
    if (*intro != '\0') page.paragraph("  ", messages.text(intro));
    for (const Json& text : view.at(key)) page.paragraph("  · ", text.get<std::string>());
  };
  part("hidden", "notice.hidden");
  part("advice", "notice.advice");
  part("history", "");
  part("restored", "notice.restored");
  page.heading(messages.text("label.about"));
  for (const Json& fact : view.at("about"))
    page.paragraph(cat("  ", page.toned(string_at(fact, "label"), Tone::quiet), "  "), string_at(fact, "value"));
}

void show_report(TerminalPage& page, const Json& view, const Messages& messages) {
  show_score(page, view.at("score"), view.at("progress"));
  for (const Json& notice : view.at("notices")) page.paragraph("  ", notice.get<std::string>());
  page.heading(messages.text("label.criteria"));
  for (const Json& criterion : view.at("criteria")) show_criterion(page, criterion);
  if (!view.at("failures").empty()) page.heading(messages.text("label.failures"));
  for (const Json& card : view.at("failures")) show_card(page, card, messages);
  if (!string_at(view, "more_failures").empty()) page.paragraph("  ", string_at(view, "more_failures"));
  show_ungraded(page, view.at("ungraded"), messages);
  show_lists(page, view, messages);
  if (view.at("failures").empty()) return;
  // The beginning of a long page is out of sight when it ends.
  page.line();
  page.line(score_line(page, view.at("score")));
}

void show_class_head(TerminalPage& page, const Messages& messages, int name_width) {
  std::string line = cat("  ", padded(messages.text("label.submission"), name_width));
  for (const char* kind : {"required", "optional", "bonus", "penalty"})
    line += aligned_right(messages.text(cat("kind_short.", kind)), 7);
  line += aligned_right(messages.text("label.total"), 15);
  page.line(page.toned(line, Tone::quiet));
}

/// A line of the class: the name first, cut to its column, then numbers.
void show_row(TerminalPage& page, const Json& row, int name_width) {
  const auto names = page.wrapped(string_at(row, "submission"), name_width, Tone::plain);
  std::string line = cat("  ", padded(names.front(), name_width));
  for (const char* key : {"required", "optional", "bonus", "penalty"}) line += aligned_right(string_at(row, key), 7);
  line += aligned_right(cat(string_at(row, "total"), " / ", string_at(row, "possible")), 15);
  const std::string mark = string_at(row, "mark");
  line += cat("  ", page.toned(sign_of(mark), tone_of(mark)));
  const std::string open = string_at(row, "open_count");
  page.line(open.empty() ? line : cat(line, "  ", page.toned(cat("! ", open), Tone::open)));
  for (std::size_t i = 1; i < names.size(); ++i) page.line(cat("  ", names[i]));
}

}  // namespace

std::string to_terminal(const Json& view, const Messages& messages, const TerminalStyle& style) {
  TerminalPage page(style);
  const Json& assignment = view.at("assignment");
  page.paragraph("", cat(string_at(assignment, "title"), " · ", string_at(assignment, "id")), Tone::strong);
  page.paragraph("", cat(messages.text("label.submission"), ": ", string_at(view, "submission")));
  show_report(page, view, messages);
  return std::move(page).text();
}

std::string class_to_terminal(const Json& view, const Messages& messages, const TerminalStyle& style) {
  TerminalPage page(style);
  const Json& assignment = view.at("assignment");
  page.paragraph("", cat(string_at(assignment, "title"), " · ", string_at(assignment, "id")), Tone::strong);
  page.paragraph("", string_at(view, "summary"));
  page.line();
  const int name_width = std::max(12, style.columns - 2 - 4 * 7 - 15 - 3 - 6);
  show_class_head(page, messages, name_width);
  for (const Json& row : view.at("rows")) show_row(page, row, name_width);
  if (!view.at("most_failed").empty()) page.heading(messages.text("label.most_failed"));
  for (const Json& test : view.at("most_failed"))
    page.paragraph("  · ", cat(string_at(test, "title"), test.at("titled") ? cat(" (", string_at(test, "test"), ")") : "",
                               ": ", string_at(test, "text")));
  page.line();
  page.paragraph("", messages.text("notice.one_report"), Tone::quiet);
  return std::move(page).text();
}

}  // namespace assay
