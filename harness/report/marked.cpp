#include "report/marked.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace assay {

namespace {

constexpr const char* no_width = "\u200b";

}  // namespace

std::string as_block(std::string_view bytes) {
  std::vector<std::string> lines = split(printable(bytes), '\n');
  for (std::string& line : lines) {
    const std::size_t start = line.find_first_not_of(" \t");
    if (start != std::string::npos && line.compare(start, 2, "::") == 0) line.insert(start + 1, no_width);
  }
  return replaced(join(lines, "\n"), "##[", cat("##", no_width, "["));
}

std::string as_code(std::string_view bytes, std::size_t limit) {
  if (bytes.empty()) return {};
  std::string shown = printable(clipped(bytes, limit));
  shown = replaced(replaced(std::move(shown), "\n", "⏎"), "\t", " ");
  shown = replaced(std::move(shown), "##[", cat("##", no_width, "["));
  return cat(code_begin, shown, code_end);
}

std::string from_author(std::string_view text) {
  std::string out = printable(text);
  std::size_t ticks = static_cast<std::size_t>(std::count(out.begin(), out.end(), '`'));
  ticks -= ticks % 2;  // An odd last one stays what it is.
  bool begins = true;
  for (char& byte : out) {
    if (byte != '`' || ticks == 0) continue;
    byte = begins ? code_begin : code_end;
    begins = !begins;
    --ticks;
  }
  return out;
}

std::vector<Span> spans_of(std::string_view marked) {
  std::vector<Span> spans;
  while (!marked.empty()) {
    const bool code = marked.front() == code_begin;
    if (code) marked.remove_prefix(1);
    const std::size_t end = std::min(marked.find(code ? code_end : code_begin), marked.size());
    if (end > 0) spans.push_back({code, marked.substr(0, end)});
    marked.remove_prefix(std::min(end + (code ? 1 : 0), marked.size()));
  }
  return spans;
}

std::string last_lines(std::string_view bytes, std::size_t lines, std::size_t width) {
  while (!bytes.empty() && (bytes.back() == '\n' || bytes.back() == '\r')) bytes.remove_suffix(1);
  std::vector<std::string> kept;
  while (!bytes.empty() && kept.size() < lines) {
    const std::size_t newline = bytes.rfind('\n');
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    std::string_view line = bytes.substr(begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    kept.push_back(clipped(line, width));
    bytes = newline == std::string_view::npos ? std::string_view() : bytes.substr(0, newline);
  }
  std::reverse(kept.begin(), kept.end());
  return as_block(join(kept, "\n"));
}

std::string first_bytes(std::string_view bytes, std::size_t limit) {
  return as_block(clipped(bytes, limit));
}

}  // namespace assay
