// Text helpers. All text is UTF-8; bytes that came from a submission pass through printable() before a
// person or another format sees them.
#pragma once

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

template <class... Parts>
std::string cat(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return std::move(out).str();
}

/// 'text', escaped and clipped to 200 bytes: how messages show a value that came from outside.
std::string quoted(std::string_view text);
// Without these an unqualified quoted(a_string) is std::quoted(), found through its argument wherever <iomanip> is seen.
inline std::string quoted(const std::string& text) { return quoted(std::string_view(text)); }
inline std::string quoted(const char* text) { return quoted(std::string_view(text)); }
inline std::string quoted(std::string& text) { return quoted(std::string_view(text)); }

/// Valid UTF-8 without control characters but tab and newline: each bad byte or control becomes
/// U+FFFD, ESC becomes U+241B, and bidirectional overrides become U+FFFD.
std::string printable(std::string_view bytes);

/// printable() on one line, in which the log of a CI service sees no command: for messages, which may name what came from outside.
std::string one_line(std::string_view bytes);

/// At most `bytes` bytes, cut at a character boundary; says how many were left out.
std::string clipped(std::string_view text, std::size_t bytes);

std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string trimmed(std::string_view text);
bool starts_with_any(std::string_view text, const std::vector<std::string>& prefixes);

/// Whether `name` matches `pattern`, where `*` stands for any run of characters.
bool matches(std::string_view pattern, std::string_view name);

/// Every `from` in `text` replaced by `to`.
std::string replaced(std::string text, std::string_view from, std::string_view to);

/// The candidate closest to `wrong` (edit distance, at most a third of its length), or empty.
std::string closest(std::string_view wrong, const std::vector<std::string>& candidates);

}  // namespace assay
