// A person's marks, in a TOML file beside the records. An edit changes the lines of one mark; it is written only if the file then
// says what it said before, and the mark.
#include <algorithm>

#include "load/load.hpp"
#include "load/toml_file.hpp"

namespace assay {
namespace {

using MarkKind = TomlValue::Kind;

constexpr const char* opening_comment =
    "# Points that a person gave, by submission and criterion. `assay mark` changes single marks here and leaves the rest as it is.\n";

struct MarkPlace {
  std::string submission, criterion;
};

bool same(const TomlValue& a, const TomlValue& b) {
  return a.kind == b.kind && a.text == b.text && a.integer == b.integer && a.real == b.real && a.flag == b.flag &&
         std::equal(a.list.begin(), a.list.end(), b.list.begin(), b.list.end(), same) &&
         std::equal(a.table.begin(), a.table.end(), b.table.begin(), b.table.end(),
                    [](const auto& x, const auto& y) { return x.first == y.first && same(x.second, y.second); });
}

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char byte : printable(text)) {
    if (byte == '"' || byte == '\\') out += '\\';
    if (byte == '\n') out += "\\n";
    else if (byte == '\t') out += "\\t";
    else out += byte;
  }
  return out + '"';
}

std::string toml_key(const std::string& name) {
  constexpr std::string_view bare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  return !name.empty() && name.find_first_not_of(bare) == std::string::npos ? name : toml_string(name);
}

std::string inline_mark(const Mark& mark) {
  return cat("{ points = ", to_string(mark.points), mark.comment.empty() ? "" : cat(", comment = ", toml_string(mark.comment)), " }");
}

/// The offset of a place that the parser named; its columns count characters.
std::size_t offset_of(std::string_view text, std::uint32_t line, std::uint32_t column) {
  std::size_t at = 0;
  for (std::uint32_t i = 1; i < line && at < text.size(); ++i) at = std::min(text.find('\n', at), text.size() - 1) + 1;
  for (std::uint32_t i = 1; i < column && at < text.size(); ++i)
    do ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  return at;
}

std::size_t end_of_line(std::string_view text, std::size_t at) { return std::min(text.find('\n', at), text.size()); }

/// `line` on a line of its own after the one that `at` lies in.
std::string with_line_after(const std::string& text, std::size_t at, const std::string& line) {
  const std::size_t end = end_of_line(text, at);
  return cat(text.substr(0, end), '\n', line, end == text.size() ? "\n" : "", text.substr(end));
}

const TomlValue* member(const TomlValue* table, const std::string& key) {
  if (table == nullptr) return nullptr;
  const auto found = table->table.find(key);
  return found == table->table.end() ? nullptr : &found->second;
}

TomlValue text_value(const std::string& text) {
  TomlValue value;
  value.kind = MarkKind::text;
  value.text = printable(text);
  return value;
}

TomlValue mark_value(const Mark& mark) {
  TomlValue value, points;
  points.kind = mark.points.hundredths % 100 == 0 ? MarkKind::integer : MarkKind::real;
  if (points.kind == MarkKind::integer) points.integer = mark.points.hundredths / 100;
  else points.real = std::stod(to_string(mark.points));
  value.table["points"] = points;
  if (!mark.comment.empty()) value.table["comment"] = text_value(mark.comment);
  return value;
}

/// The file's text and value, and where the marks of one submission are in it.
struct MarksText {
  std::string text;
  TomlValue root;
  const TomlValue* marks = nullptr;
  const TomlValue* mark = nullptr;

  MarksText(const std::string& of, const std::string& shown, const MarkPlace& place) : text(of), root(parse_toml(of, shown)) {
    marks = member(member(member(&root, "submission"), place.submission), "marks");
    mark = member(marks, place.criterion);
  }
  std::size_t begin(const TomlValue& value) const { return offset_of(text, value.line, value.column); }
  std::size_t end(const TomlValue& value) const { return offset_of(text, value.end_line, value.end_column); }
  bool starts_with(const TomlValue& value, char byte) const { return begin(value) < text.size() && text[begin(value)] == byte; }
  std::string replaced_value(const TomlValue& value, const std::string& by) const {
    return cat(text.substr(0, begin(value)), by, text.substr(end(value)));
  }
};

/// Ways to write a mark that is not there yet.
std::vector<std::string> insertions(const MarksText& file, const MarkPlace& place, const Mark& mark) {
  const std::string entry = cat(toml_key(place.criterion), " = ", inline_mark(mark));
  std::vector<std::string> ways;
  if (file.marks != nullptr) {
    const TomlValue& marks = *file.marks;
    if (file.starts_with(marks, '[')) ways.push_back(with_line_after(file.text, file.begin(marks), entry));
    if (file.starts_with(marks, '{')) {
      const std::size_t brace = file.end(marks) - 1;
      const std::string before = file.text.substr(0, file.text.find_last_not_of(" \t", brace - 1) + 1);
      ways.push_back(cat(before, marks.table.empty() ? " " : ", ", entry, " ", file.text.substr(brace)));
    }
    for (const auto& [name, sibling] : marks.table)
      ways.push_back(with_line_after(file.text, file.end(sibling), cat("marks.", entry)));
  }
  const std::string gap = file.text.empty() || file.text.ends_with("\n\n") ? "" : file.text.ends_with('\n') ? "\n" : "\n\n";
  ways.push_back(cat(file.text.empty() ? opening_comment : file.text.c_str(), file.text.empty() ? "\n" : gap, "[submission.",
                     toml_key(place.submission), ".marks]\n", entry, '\n'));
  return ways;
}

/// A mark under a header of its own: its two lines are changed one after the other.
std::string changed_in_section(const MarksText& file, const std::string& shown, const MarkPlace& place, const Mark& mark) {
  const TomlValue* points = member(file.mark, "points");
  std::string text = points ? file.replaced_value(*points, to_string(mark.points))
                            : with_line_after(file.text, file.begin(*file.mark), cat("points = ", to_string(mark.points)));
  const MarksText next(text, shown, place);
  if (const TomlValue* comment = member(next.mark, "comment")) {
    if (!mark.comment.empty()) return next.replaced_value(*comment, toml_string(mark.comment));
    const std::size_t line = offset_of(text, comment->key_line, 1), end = end_of_line(text, next.end(*comment));
    return text.erase(line, end + 1 - line);
  }
  if (mark.comment.empty()) return text;
  return with_line_after(text, next.begin(*member(next.mark, "points")), cat("comment = ", toml_string(mark.comment)));
}

std::vector<std::string> changes(const MarksText& file, const std::string& shown, const MarkPlace& place, const Mark& mark) {
  if (file.mark == nullptr) return insertions(file, place, mark);
  if (file.starts_with(*file.mark, '[')) return {changed_in_section(file, shown, place, mark)};
  return {file.replaced_value(*file.mark, inline_mark(mark))};
}

/// Without the line of the mark; of a header of its own, without all of its lines.
std::vector<std::string> removals(const MarksText& file) {
  if (file.mark == nullptr) return {file.text};
  std::uint32_t first = file.starts_with(*file.mark, '[') ? file.mark->line : file.mark->key_line, last = file.mark->end_line;
  for (const auto& [key, value] : file.mark->table) last = std::max(last, value.end_line);
  const std::size_t begin = offset_of(file.text, first, 1), end = end_of_line(file.text, offset_of(file.text, last, 1));
  return {cat(file.text.substr(0, begin), file.text.substr(std::min(end + 1, file.text.size())))};
}

TomlValue expected_root(const MarksText& file, const MarkPlace& place, const std::optional<Mark>& mark) {
  TomlValue root = file.root;
  const auto table_of = [](TomlValue& value, const std::string& key) -> TomlValue& { return value.table[key]; };
  if (!mark && file.mark == nullptr) return root;
  TomlValue& marks = table_of(table_of(table_of(root, "submission"), place.submission), "marks");
  if (mark) marks.table[place.criterion] = mark_value(*mark);
  else marks.table.erase(place.criterion);
  return root;
}

/// Tables that a removal emptied may go with it.
bool says(const TomlValue& wanted, const TomlValue& got, const MarkPlace& place) {
  if (same(wanted, got)) return true;
  TomlValue pruned = wanted;
  TomlValue& student = pruned.table["submission"].table[place.submission];
  if (student.table["marks"].table.empty()) student.table.erase("marks");
  if (same(pruned, got)) return true;
  if (student.table.empty()) pruned.table["submission"].table.erase(place.submission);
  if (pruned.table["submission"].table.empty()) pruned.table.erase("submission");
  return same(pruned, got);
}

}  // namespace

fs::path marks_beside(const fs::path& record) { return record.parent_path() / "marks.toml"; }

std::string with_mark(const std::string& text, const std::string& shown, const std::string& submission, const std::string& criterion,
                      const std::optional<Mark>& mark) {
  const MarkPlace place{submission, criterion};
  const MarksText file(text, shown, place);
  const TomlValue wanted = expected_root(file, place, mark);
  for (const std::string& way : mark ? changes(file, shown, place, *mark) : removals(file)) {
    try {
      if (says(wanted, parse_toml(way, shown), place)) return way;
    } catch (const Fault&) {
      // Not a way to write it in this file.
    }
  }
  throw Fault(cat(shown, ": the marks of ", assay::quoted(submission), " are written in a form that is not changed by program"),
              cat("write by hand, below [submission.", toml_key(submission), ".marks]: ", toml_key(criterion), " = ", mark ? inline_mark(*mark) : "…"));
}

void overlay(Circumstances& below, const Circumstances& above) {
  if (above.deadline) {
    below.deadline = above.deadline;
    below.deadline_text = above.deadline_text;
  }
  for (const auto& [name, student] : above.students) {
    StudentCircumstances& known = below.students[name];
    if (student.deadline) known.deadline = student.deadline;
    if (student.pushed) known.pushed = student.pushed;
    for (const auto& [criterion, mark] : student.marks) known.marks[criterion] = mark;
  }
}

}  // namespace assay
