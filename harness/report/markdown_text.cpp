#include "report/markdown_text.hpp"

#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "report/marked.hpp"

namespace assay::markdown {
namespace {

std::size_t longest_run(std::string_view text, char wanted) {
  std::size_t longest = 0, run = 0;
  for (const char byte : text) {
    run = byte == wanted ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

/// A code span whose fence is longer than any run of backticks inside.
std::string code_span(std::string_view text) {
  const std::string fence(longest_run(text, '`') + 1, '`');
  const bool padded = text.front() == '`' || text.back() == '`' || (text.front() == ' ' && text.back() == ' ');
  return cat(fence, padded ? " " : "", text, padded ? " " : "", fence);
}

/// At the start of a line also what begins a list or a heading is escaped.
std::string line_start(std::string text) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  const bool numbered = digits != std::string::npos && digits > 0 && (text[digits] == '.' || text[digits] == ')');
  if (numbered) text.insert(digits, "\\");
  else if (!text.empty() && std::string_view("-+=").find(text.front()) != std::string_view::npos) text.insert(0, "\\");
  return text;
}

}  // namespace

std::string prose(std::string_view text) {
  constexpr std::string_view special = "\\`*_{}[]<>()#|~&!$@";
  std::string out;
  for (const char byte : text) {
    if (special.find(byte) != std::string_view::npos) out += '\\';
    out += byte == '\n' ? ' ' : byte;
  }
  return out;
}

std::string inline_text(const std::string& marked) {
  std::string out;
  for (const Span& span : spans_of(marked)) out += span.code ? code_span(span.text) : prose(span.text);
  return line_start(std::move(out));
}

std::string cell(const std::string& marked) {
  std::string out;
  for (const Span& span : spans_of(marked)) {
    if (!span.code) {
      out += prose(span.text);
      continue;
    }
    out += "<code>";
    for (const char byte : span.text) {
      if (std::ispunct(static_cast<unsigned char>(byte))) out += cat("&#", static_cast<int>(byte), ';');
      else out += byte;
    }
    out += "</code>";
  }
  return out;
}

std::string block(const std::string& text, const char* info) {
  const std::string fence(std::max<std::size_t>(longest_run(text, '`') + 1, 3), '`');
  return cat(fence, info, "\n", text, "\n", fence, "\n\n");
}

}  // namespace assay::markdown
