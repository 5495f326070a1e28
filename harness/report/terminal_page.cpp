#include "report/terminal_page.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "report/marked.hpp"

namespace assay {
namespace {

const char* colour_of(Tone tone) {
  switch (tone) {
    case Tone::plain: return "";
    case Tone::strong: return "1";
    case Tone::good: return "32";
    case Tone::bad: return "31";
    case Tone::open: return "33";
    case Tone::quiet: return "2";
    case Tone::code: return "36";
  }
  std::abort();
}

/// What a log would read as a command loses its meaning wherever a line may break.
std::string inert(std::string_view text) { return replaced(std::string(text), "::", ":\u200b:"); }

struct Word {
  std::string text;
  bool code = false;
  bool spaced = false;  ///< a space stands before it
};

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

std::vector<Word> words_in(const std::string& marked) {
  std::vector<Word> words;
  bool spaced = false;
  for (const Span& span : spans_of(marked)) {
    const std::string text = inert(span.text);
    std::size_t at = 0;
    while (at < text.size()) {
      if (text[at] == ' ' || text[at] == '\n') {
        spaced = true;
        ++at;
        continue;
      }
      const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
      words.push_back({text.substr(at, end - at), span.code, spaced});
      spaced = false;
      at = end;
    }
  }
  return words;
}

/// Words that no space separates, such as code and the full stop after it, stay together.
std::vector<std::vector<Word>> unbroken(const std::vector<Word>& words) {
  std::vector<std::vector<Word>> groups;
  for (const Word& word : words) {
    if (groups.empty() || word.spaced) groups.emplace_back();
    groups.back().push_back(word);
  }
  return groups;
}

}  // namespace

std::string_view first_columns(std::string_view text, int columns) {
  std::size_t at = 0;
  while (at < text.size() && columns > 0) {
    ++at;
    while (at < text.size() && continues(text[at])) ++at;
    --columns;
  }
  return text.substr(0, at);
}

int columns_of(std::string_view text) {
  int columns = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\x1b') {
      at = std::min(text.find('m', at), text.size());
      continue;
    }
    if (text.compare(at, 3, "\u200b") == 0) {
      at += 2;
      continue;
    }
    columns += continues(text[at]) ? 0 : 1;
  }
  return columns;
}

std::string padded(const std::string& text, int width) {
  return text + std::string(static_cast<std::size_t>(std::max(0, width - columns_of(text))), ' ');
}

std::string aligned_right(const std::string& text, int width) {
  return std::string(static_cast<std::size_t>(std::max(0, width - columns_of(text))), ' ') + text;
}

std::string TerminalPage::toned(std::string_view text, Tone tone) const {
  if (!style_.colour || tone == Tone::plain || text.empty()) return std::string(text);
  return cat("\x1b[", colour_of(tone), "m", text, "\x1b[0m");
}

std::vector<std::string> TerminalPage::wrapped(const std::string& marked, int width, Tone tone) const {
  width = std::max(width, 8);
  std::vector<std::string> lines(1);
  int used = 0;
  for (const std::vector<Word>& group : unbroken(words_in(marked))) {
    int needed = 0;
    for (const Word& word : group) needed += columns_of(word.text);
    if (used > 0 && used + 1 + needed > width) {
      lines.emplace_back();
      used = 0;
    }
    if (used > 0) lines.back() += " ";
    used += used > 0 ? 1 : 0;
    for (const Word& word : group) {
      std::string_view rest = word.text;
      while (!rest.empty()) {
        if (used == width) {
          lines.emplace_back();
          used = 0;
        }
        const std::string_view piece = first_columns(rest, width - used);
        lines.back() += toned(piece, word.code && tone != Tone::quiet ? Tone::code : tone);
        used += columns_of(piece);
        rest.remove_prefix(piece.size());
      }
    }
  }
  return lines;
}

void TerminalPage::paragraph(const std::string& first, const std::string& marked, Tone tone) {
  const int indent = columns_of(first);
  std::string before = first;
  for (const std::string& one : wrapped(marked, style_.columns - indent, tone)) {
    out_ += cat(before, one, "\n");
    before.assign(static_cast<std::size_t>(indent), ' ');
  }
}

namespace {

/// The first part of `rest`, which may end in the middle of a word, up to its last space if that is not far.
std::string_view up_to_a_space(std::string_view part, std::string_view rest) {
  if (part.size() == rest.size() || rest[part.size()] == ' ') return part;
  const std::size_t space = part.rfind(' ');
  return space == std::string_view::npos || space < part.size() / 2 ? part : part.substr(0, space);
}

}  // namespace

void TerminalPage::block(const std::string& prefix, const std::string& raw) {
  const int width = std::max(8, style_.columns - columns_of(prefix));
  for (const std::string& one : split(raw, '\n')) {
    const std::string shown = replaced(inert(one), "\t", "    ");
    std::string_view rest = shown;
    do {
      const std::string_view piece = up_to_a_space(first_columns(rest, width), rest);
      out_ += cat(prefix, toned(piece, Tone::quiet), "\n");
      rest.remove_prefix(piece.size());
      if (rest.starts_with(' ')) rest.remove_prefix(1);   // The end of the line stands for it.
    } while (!rest.empty());
  }
}

void TerminalPage::command(const std::string& prefix, const std::string& raw) {
  std::string before = cat(prefix, toned("$", Tone::quiet), " ");
  for (const std::string& one : split(inert(raw), '\n')) {
    out_ += cat(before, toned(one, Tone::code), "\n");
    before = prefix + "  ";
  }
}

void TerminalPage::heading(const std::string& marked) {
  out_ += "\n";
  paragraph("", marked, Tone::strong);
}

void TerminalPage::line(const std::string& raw) { out_ += cat(inert(raw), "\n"); }

}  // namespace assay
