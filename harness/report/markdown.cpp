#include "base/text.hpp"
#include "report/markdown_text.hpp"
#include "report/renderers.hpp"
#include "report/shorten.hpp"

namespace assay {
namespace {

using markdown::block;
using markdown::cell;
using markdown::inline_text;
using markdown::prose;

std::string string_at(const Json& object, const char* key) { return object.at(key).get<std::string>(); }

std::string bold(const std::string& marked) { return cat("**", inline_text(marked), "**"); }

std::string labelled(const Messages& messages, const char* label) {
  return cat("**", inline_text(messages.text(cat("label.", label))), ":**");
}

const char* sign_of(const std::string& mark) {
  if (mark == "full" || mark == "passed") return "✓";
  if (mark == "lost" || mark == "failed") return "✗";
  return mark == "none" ? "–" : "!";
}

std::string list(const Json& texts) {
  std::string out;
  for (const Json& text : texts) out += cat("- ", inline_text(text.get<std::string>()), "\n");
  return texts.empty() ? out : out + "\n";
}

std::string joined(const Json& texts) {
  std::vector<std::string> parts;
  for (const Json& text : texts) parts.push_back(text.get<std::string>());
  return join(parts, " ");
}

std::string heading(int level, const std::string& marked) {
  return cat(std::string(static_cast<std::size_t>(level), '#'), " ", inline_text(marked), "\n\n");
}

std::string row(const std::vector<std::string>& cells) { return cat("| ", join(cells, " | "), " |\n"); }

std::string score_part(const Json& score) {
  const std::string mark = string_at(score, "mark"), label = string_at(score, "label");
  std::string out = bold(string_at(score, "of"));
  if (!label.empty()) out += cat(" · ", sign_of(mark), " ", bold(label));
  out += cat("\n\n", inline_text(string_at(score, "pass")), "\n\n");
  for (const Json& kind : score.at("kinds")) {
    const std::string possible = string_at(kind, "possible"), need = string_at(kind, "need");
    out += cat("- ", inline_text(string_at(kind, "label")), ": ", bold(string_at(kind, "earned")),
               possible.empty() ? "" : " / " + possible, need.empty() ? "" : cat(" · ", inline_text(need)), "\n");
  }
  return out + "\n" + list(score.at("open"));
}

std::string criteria_part(const Json& criteria, const Messages& messages) {
  if (criteria.empty()) return {};
  std::string out = row({"", cell(messages.text("label.criterion")), cell(messages.text("label.points")),
                         cell(messages.text("label.state"))});
  out += "|:-:|---|--:|---|\n";
  for (const Json& line : criteria) {
    const std::string possible = string_at(line, "possible");
    const std::string why = joined(line.at("why"));
    out += row({sign_of(string_at(line, "mark")), cell(string_at(line, "title")),
                cat(string_at(line, "earned"), possible.empty() ? "" : " / " + possible),
                cat(cell(string_at(line, "state_label")), why.empty() ? "" : cat(" · ", cell(why)))});
  }
  return out + "\n";
}

std::string steps_part(const Json& card, const Messages& messages) {
  if (card.at("steps").empty()) return {};
  std::string out = cat(labelled(messages, "done"), "\n\n");
  if (!string_at(card, "earlier").empty()) out += cat(inline_text(string_at(card, "earlier")), "\n\n");
  for (const Json& step : card.at("steps")) {
    const std::string command = string_at(step, "command");
    if (command.empty()) out += cat("- ", inline_text(string_at(step, "sentence")), "\n\n");
    else out += cat(block(command, "sh"), "→ ", inline_text(string_at(step, "result")), "\n\n");
  }
  return out;
}

std::string facts_part(const Json& card, int level) {
  std::string out = cat(std::string(static_cast<std::size_t>(level), '#'), " ", card.at("number").get<int>(), ". ",
                        inline_text(string_at(card, "title")), "\n\n");
  std::vector<std::string> names;
  for (const Json& name : card.at("names")) names.push_back(inline_text(name.get<std::string>()));
  out += cat(join(names, ", "), names.empty() ? "" : " · ", bold(string_at(card, "verdict_label")), "\n\n");
  for (const char* key : {"hidden_with", "cause", "reason"})
    if (!string_at(card, key).empty()) out += cat(inline_text(string_at(card, key)), "\n\n");
  for (const Json& expectation : card.at("expectations"))
    out += cat("- ", inline_text(string_at(expectation, "sentence")), "\n");
  if (!string_at(card, "more").empty()) out += cat("- ", inline_text(string_at(card, "more")), "\n");
  return card.at("expectations").empty() ? out : out + "\n";
}

std::string pointers_part(const Json& card, const Messages& messages) {
  std::string out;
  for (const char* key : {"mistake", "hint", "lesson"})
    if (!string_at(card, key).empty())
      out += cat("- ", labelled(messages, key), " ", inline_text(string_at(card, key)), "\n");
  for (const Json& cost : card.at("costs"))
    out += cat("- ", labelled(messages, "costs"), " ", inline_text(string_at(cost, "title")), " (",
               prose(string_at(cost, "points")), ")\n");
  if (card.at("costs").empty()) out += cat("- ", inline_text(messages.text("label.no_cost")), "\n");
  return out + "\n";
}

std::string card_part(const Json& card, const Messages& messages, int level) {
  std::string out = facts_part(card, level) + steps_part(card, messages);
  if (!string_at(card, "answer").empty())
    out += cat(labelled(messages, "answer"), "\n\n", block(string_at(card, "answer"), ""));
  if (!string_at(card, "sql").empty())
    out += cat(labelled(messages, "sql"), "\n\n", block(string_at(card, "sql"), "sql"));
  if (const Json& output = card.at("output"); output.is_object())
    out += cat("**", inline_text(string_at(output, "label")), ":**\n\n", block(string_at(output, "lines"), ""));
  out += pointers_part(card, messages);
  if (!string_at(card, "again").empty())
    out += cat(labelled(messages, "again"), "\n\n", block(string_at(card, "again"), "sh"));
  if (!string_at(card, "debug").empty())
    out += cat(labelled(messages, "debug"), "\n\n", block(string_at(card, "debug"), ""));
  return out;
}

std::string ungraded_part(const Json& ungraded, const Messages& messages, int level) {
  if (ungraded.empty()) return {};
  std::string out = heading(level, messages.text("label.ungraded")) + inline_text(messages.text("notice.ungraded")) + "\n\n";
  for (const Json& one : ungraded) {
    std::vector<std::string> tests;
    for (const Json& test : one.at("tests")) tests.push_back(inline_text(test.get<std::string>()));
    out += cat("- ", inline_text(string_at(one, "sentence")), tests.empty() ? "" : " ", join(tests, ", "), "\n");
  }
  return out + "\n";
}

std::string lists_part(const Json& view, const Messages& messages, int level) {
  std::string out;
  const auto part = [&](const char* key, const char* intro) {
    if (view.at(key).empty()) return;
    out += heading(level, messages.text(cat("label.", key)));
    if (*intro != '\0') out += cat(inline_text(messages.text(intro)), "\n\n");
    out += list(view.at(key));
  };
  part("hidden", "notice.hidden");
  part("advice", "notice.advice");
  part("history", "");
  part("restored", "notice.restored");
  out += heading(level, messages.text("label.about"));
  for (const Json& fact : view.at("about"))
    out += cat("- ", inline_text(string_at(fact, "label")), ": ", inline_text(string_at(fact, "value")), "\n");
  return out;
}

std::string report_part(const Json& view, const Messages& messages, int level) {
  std::string out = score_part(view.at("score"));
  out += list(view.at("notices"));
  out += heading(level, messages.text("label.criteria")) + criteria_part(view.at("criteria"), messages);
  if (!view.at("failures").empty()) out += heading(level, messages.text("label.failures"));
  for (const Json& card : view.at("failures")) out += card_part(card, messages, level + 1);
  const std::string more = string_at(view, "more_failures");
  if (!more.empty()) out += cat(inline_text(more), "\n\n");
  return out + ungraded_part(view.at("ungraded"), messages, level) + lists_part(view, messages, level);
}

std::string class_table(const Json& rows, const Messages& messages) {
  const auto name = [&](const char* key) { return cell(messages.text(key)); };
  std::string out = row({name("label.submission"), name("kind_column.required"),
                         name("kind_column.optional"), name("kind_column.bonus"), name("kind_column.penalty"), name("label.total"), name("label.passed"), name("label.open")});
  out += "|---|--:|--:|--:|--:|--:|---|--:|\n";
  for (const Json& line : rows)
    out += row({cell(string_at(line, "submission")), string_at(line, "required"), string_at(line, "optional"),
                string_at(line, "bonus"), string_at(line, "penalty"),
                cat(string_at(line, "total"), " / ", string_at(line, "possible")),
                cat(sign_of(string_at(line, "mark")), " ", cell(string_at(line, "pass"))),
                string_at(line, "open_count")});
  return out + "\n";
}

std::string whole_report(const Json& view, const Messages& messages) {
  std::string out = heading(1, string_at(view.at("assignment"), "title"));
  out += cat(labelled(messages, "submission"), " ", inline_text(string_at(view, "submission")), " · ",
             inline_text(string_at(view.at("assignment"), "id")), "\n\n");
  return out + report_part(view, messages, 2);
}

std::string whole_class(const Json& view, const Messages& messages) {
  std::string out = heading(1, string_at(view.at("assignment"), "title"));
  out += cat(inline_text(string_at(view, "summary")), "\n\n", class_table(view.at("rows"), messages));
  if (!view.at("most_failed").empty()) out += heading(2, messages.text("label.most_failed"));
  for (const Json& test : view.at("most_failed"))
    out += cat("- ", inline_text(string_at(test, "title")),
               test.at("titled") ? cat(" (", inline_text(string_at(test, "test")), ")") : "", ": ",
               inline_text(string_at(test, "text")), "\n");
  for (const Json& report : view.at("reports"))
    out += cat("\n", heading(2, string_at(report, "submission")), report_part(report, messages, 3));
  return out;
}

}  // namespace

std::string to_markdown(const Json& view, const Messages& messages, const MarkdownLimit& limit) {
  return within_limit(view, messages, limit, [&](const Json& shorter) { return whole_report(shorter, messages); });
}

std::string class_to_markdown(const Json& view, const Messages& messages, const MarkdownLimit& limit) {
  return within_limit(view, messages, limit, [&](const Json& shorter) { return whole_class(shorter, messages); });
}

}  // namespace assay
