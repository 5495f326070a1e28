#include "report/versus.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "report/terminal_page.hpp"

namespace assay {
namespace {

constexpr std::size_t context = 2;   // equal rows that are shown around a difference
constexpr const char* between = " │ ";

struct Character {
  std::string text;
  bool differs = false;
};

struct Line {
  std::vector<Character> characters;
  bool ends_together = false;   ///< both values go to their next lines here
};

/// A line of both values; null: that value has none here.
struct Row {
  const Line* expected = nullptr;
  const Line* got = nullptr;
  bool elided = false;          ///< stands for equal rows that are left out
};

std::string text_of(const Json& pieces) {
  std::string text;
  for (const Json& piece : pieces) text += piece.at("text").get<std::string>();
  return text;
}

bool has_lines(const Json& pieces) { return text_of(pieces).find('\n') != std::string::npos; }

bool differs_in(const Json& pieces, bool beside_lines) {
  return std::any_of(pieces.begin(), pieces.end(), [&](const Json& piece) {
    return piece.at("differs") && (!beside_lines || piece.at("text").get_ref<const std::string&>().find_first_not_of('\n') != std::string::npos);
  });
}

/// The lines of a value. Ends of lines are shown where nothing else differs.
std::vector<Line> lines_of(const Json& pieces, bool show_ends) {
  std::vector<Line> lines(1);
  for (const Json& piece : pieces) {
    const bool differs = piece.at("differs").get<bool>();
    const std::string text = replaced(piece.at("text").get<std::string>(), "\t", "    ");
    for (std::string_view rest = text; !rest.empty();) {
      const std::string_view one = first_columns(rest, 1);
      rest.remove_prefix(one.size());
      if (one != "\n") {
        lines.back().characters.push_back({std::string(one), differs});
        continue;
      }
      if (differs && show_ends) lines.back().characters.push_back({"⏎", true});
      lines.back().ends_together = !differs;
      lines.emplace_back();
    }
  }
  return lines;
}

int width_of(const Line& line) {
  int width = 0;
  for (const Character& one : line.characters) width += columns_of(one.text);
  return width;
}

int width_of(const std::vector<Line>& lines) {
  int width = 0;
  for (const Line& line : lines) width = std::max(width, width_of(line));
  return width;
}

bool differs(const Line& line) {
  return std::any_of(line.characters.begin(), line.characters.end(), [](const Character& one) { return one.differs; });
}

/// How much two lines have in common at their ends.
std::size_t likeness(const Line& a, const Line& b) {
  const auto same = [](const Character& one, const Character& other) { return one.text == other.text; };
  const std::size_t least = std::min(a.characters.size(), b.characters.size());
  const auto head = std::mismatch(a.characters.begin(), a.characters.begin() + static_cast<std::ptrdiff_t>(least), b.characters.begin(), same);
  const auto tail = std::mismatch(a.characters.rbegin(), a.characters.rbegin() + static_cast<std::ptrdiff_t>(least), b.characters.rbegin(), same);
  return std::min<std::size_t>(least, static_cast<std::size_t>(head.first - a.characters.begin()) + static_cast<std::size_t>(tail.first - a.characters.rbegin()));
}

/// Lines of `longer` from `from` that stand before the first line of `shorter`, so that what is alike stands side by side.
std::size_t best_offset(const Line* longer, std::size_t longer_count, const Line* shorter, std::size_t shorter_count) {
  std::size_t best = 0, most = 0;
  for (std::size_t offset = 0; offset + shorter_count <= longer_count; ++offset) {
    std::size_t alike = 0;
    for (std::size_t i = 0; i < shorter_count; ++i) alike += likeness(longer[offset + i], shorter[i]);
    if (alike > most) {
      most = alike;
      best = offset;
    }
  }
  return best;
}

std::size_t until_both_end(const std::vector<Line>& lines, std::size_t from) {
  std::size_t to = from;
  while (to < lines.size() && !lines[to].ends_together) ++to;
  return std::min(to + 1, lines.size()) - from;
}

/// Rows of both values: where both go to their next lines, they are level again.
std::vector<Row> rows_of(const std::vector<Line>& expected, const std::vector<Line>& got) {
  std::vector<Row> rows;
  for (std::size_t i = 0, k = 0; i < expected.size() || k < got.size();) {
    const std::size_t left = until_both_end(expected, i), right = until_both_end(got, k);
    const Line* const a = expected.data() + i;
    const Line* const b = got.data() + k;
    const std::size_t a_from = left < right ? best_offset(b, right, a, left) : 0, b_from = right < left ? best_offset(a, left, b, right) : 0;
    for (std::size_t row = 0; row < std::max(left, right); ++row)
      rows.push_back({row >= a_from && row - a_from < left ? a + (row - a_from) : nullptr,
                      row >= b_from && row - b_from < right ? b + (row - b_from) : nullptr});
    i += left;
    k += right;
  }
  // What follows the last end of a line is nothing.
  const auto nothing = [](const Line* line) { return !line || line->characters.empty(); };
  if (nothing(rows.back().expected) && nothing(rows.back().got)) rows.pop_back();
  return rows;
}

bool differs(const Row& row) { return !row.expected || !row.got || differs(*row.expected) || differs(*row.got); }

/// Long runs of equal rows become one row that says so.
std::vector<Row> shortened(const std::vector<Row>& rows) {
  std::vector<bool> near(rows.size(), false);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (differs(rows[i]))
      for (std::size_t k = i - std::min(i, context); k < std::min(i + context + 1, rows.size()); ++k) near[k] = true;
  std::vector<Row> shown;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool alone = (i == 0 || near[i - 1]) && (i + 1 == rows.size() || near[i + 1]);   // A sign in its place would win nothing.
    if (near[i] || alone) shown.push_back(rows[i]);
    else if (shown.empty() || !shown.back().elided) shown.push_back({.elided = true});
  }
  return shown;
}

/// Characters [from, to) of a line, coloured, and the marks below them.
struct Painted {
  std::string text, marks;
};

Painted painted(const TerminalPage& page, const Line& line, std::size_t from, std::size_t to, Tone tone) {
  Painted made;
  for (std::size_t at = from; at < to;) {
    const bool differs = line.characters[at].differs;
    std::string run;
    for (; at < to && line.characters[at].differs == differs; ++at) run += line.characters[at].text;
    made.text += page.toned(run, differs ? tone : Tone::plain);
    const std::string below(static_cast<std::size_t>(columns_of(run)), differs ? '^' : ' ');
    made.marks += differs ? page.toned(below, tone) : below;
  }
  return made;
}

Painted painted(const TerminalPage& page, const Line* line, Tone tone) {
  return line ? painted(page, *line, 0, line->characters.size(), tone) : Painted();
}

std::string without_end(const std::string& text) { return text.substr(0, text.find_last_not_of(' ') + 1); }

void show_side_by_side(TerminalPage& page, const std::string& prefix, const std::vector<Row>& rows, int left_width, const Messages& messages) {
  const std::string bar = page.toned(between, Tone::quiet);
  const auto show = [&](const std::string& left, const std::string& right) { page.line(without_end(cat(prefix, padded(left, left_width), bar, right))); };
  show(page.toned(messages.text("label.expected"), Tone::quiet), page.toned(messages.text("label.got"), Tone::quiet));
  for (const Row& row : rows) {
    if (row.elided) {
      show("…", "…");
      continue;
    }
    const Painted left = painted(page, row.expected, Tone::good), right = painted(page, row.got, Tone::bad);
    show(left.text, right.text);
    if ((row.expected && differs(*row.expected)) || (row.got && differs(*row.got))) show(left.marks, right.marks);
  }
}

/// A line in as many pieces as the page asks for, each with its marks below it.
void show_line(TerminalPage& page, const std::string& first, const std::string& prefix, const Line& line, Tone tone) {
  const int width = std::max(8, page.columns() - columns_of(prefix));
  std::string before = first;
  std::size_t at = 0;
  do {
    std::size_t to = at;
    for (int used = 0; to < line.characters.size() && used + columns_of(line.characters[to].text) <= width; ++to)
      used += columns_of(line.characters[to].text);
    const Painted piece = painted(page, line, at, to, tone);
    page.line(without_end(cat(before, piece.text)));
    if (std::any_of(line.characters.begin() + static_cast<std::ptrdiff_t>(at), line.characters.begin() + static_cast<std::ptrdiff_t>(to),
                    [](const Character& one) { return one.differs; }))
      page.line(without_end(cat(prefix, piece.marks)));
    before = prefix;
    at = to;
  } while (at < line.characters.size());
}

void show_below(TerminalPage& page, const std::string& prefix, const std::vector<Row>& rows, const Line* Row::*side, const std::string& label, Tone tone) {
  page.paragraph(prefix, label + ":", Tone::quiet);
  const std::string bar = cat(prefix, "│ ");
  for (const Row& row : rows) {
    if (row.elided) page.line(cat(bar, "…"));
    else if (row.*side) show_line(page, bar, bar, *(row.*side), tone);
  }
}

/// One line each, where equal columns meet.
void show_level(TerminalPage& page, const std::string& prefix, const Line& expected, const Line& got, const Messages& messages) {
  const std::string wanted = messages.text("label.expected"), came = messages.text("label.got");
  const int width = std::max(columns_of(wanted), columns_of(came)) + 2;
  const std::string indent = cat(prefix, padded("", width));
  show_line(page, cat(prefix, page.toned(padded(wanted, width), Tone::quiet)), indent, expected, Tone::good);
  show_line(page, cat(prefix, page.toned(padded(came, width), Tone::quiet)), indent, got, Tone::bad);
}

}  // namespace

bool worth_comparing(const Json& expectation) {
  const Json &expected = expectation.at("expected_pieces"), &got = expectation.at("got_pieces");
  if (expected.empty() || got.empty() || text_of(expected) == text_of(got)) return false;
  return has_lines(expected) || has_lines(got) || differs_in(expected, false) || differs_in(got, false);
}

void show_versus(TerminalPage& page, const std::string& prefix, const Json& expectation, const Messages& messages) {
  const Json &expected_pieces = expectation.at("expected_pieces"), &got_pieces = expectation.at("got_pieces");
  const bool show_ends = !differs_in(expected_pieces, true) && !differs_in(got_pieces, true);
  const std::vector<Line> expected = lines_of(expected_pieces, show_ends), got = lines_of(got_pieces, show_ends);
  if (expected.size() == 1 && got.size() == 1) return show_level(page, prefix, expected.front(), got.front(), messages);
  const std::vector<Row> rows = shortened(rows_of(expected, got));
  const std::string wanted = messages.text("label.expected"), came = messages.text("label.got");
  const int left = std::max(width_of(expected), columns_of(wanted)), right = std::max(width_of(got), columns_of(came));
  if (columns_of(prefix) + left + columns_of(between) + right <= page.columns()) return show_side_by_side(page, prefix, rows, left, messages);
  show_below(page, prefix, rows, &Row::expected, wanted, Tone::good);
  show_below(page, prefix, rows, &Row::got, came, Tone::bad);
}

}  // namespace assay
