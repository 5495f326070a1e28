#include "report/difference.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace assay {
namespace {

using Tokens = std::vector<std::string_view>;

constexpr std::size_t most_cells = 250'000;   // of the table of two middles; beyond, they count as wholly different

bool in_word(char byte) { return std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '_' || (byte & 0x80) != 0; }

/// Runs of letters, digits and whatever is not ASCII; each other byte by itself.
Tokens tokens_of(std::string_view text) {
  Tokens tokens;
  while (!text.empty()) {
    std::size_t length = 1;
    if (in_word(text.front()))
      while (length < text.size() && in_word(text[length])) ++length;
    tokens.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return tokens;
}

std::size_t common(const Tokens& a, const Tokens& b, std::size_t most, bool from_end) {
  std::size_t count = 0;
  while (count < most && (from_end ? a[a.size() - 1 - count] == b[b.size() - 1 - count] : a[count] == b[count])) ++count;
  return count;
}

/// Which of the tokens [from, to) belong to the longest common subsequence, by the usual table.
void mark_shared(const Tokens& a, const Tokens& b, std::size_t from, std::size_t a_to, std::size_t b_to,
                 std::vector<bool>& a_shared, std::vector<bool>& b_shared) {
  const std::size_t rows = a_to - from, columns = b_to - from, width = columns + 1;
  if (rows * columns > most_cells) return;
  std::vector<std::uint16_t> table((rows + 1) * width, 0);
  for (std::size_t i = rows; i-- > 0;)
    for (std::size_t k = columns; k-- > 0;)
      table[i * width + k] = a[from + i] == b[from + k]
                                 ? static_cast<std::uint16_t>(table[(i + 1) * width + k + 1] + 1)
                                 : std::max(table[(i + 1) * width + k], table[i * width + k + 1]);
  for (std::size_t i = 0, k = 0; i < rows && k < columns;) {
    if (a[from + i] == b[from + k]) a_shared[from + i++] = b_shared[from + k++] = true;
    else if (table[(i + 1) * width + k] >= table[i * width + k + 1]) ++i;
    else ++k;
  }
}

bool blank(std::string_view token) { return token == " " || token == "\n"; }

/// A difference that could as well begin where a line begins does, so that a line more is a line more: not `a": 1,\n  "` but
/// `  "a": 1,\n` is what `  "b": 2` has before it.
void begin_with_lines(const Tokens& tokens, std::vector<bool>& shared) {
  for (std::size_t from = 0, to = 0; from < tokens.size(); from = to) {
    to = from + 1;
    if (shared[from]) continue;
    while (to < tokens.size() && !shared[to]) ++to;
    std::size_t back = 0;
    while (back < from && shared[from - back - 1] && tokens[from - back - 1] != "\n" && tokens[from - back - 1] == tokens[to - back - 1]) ++back;
    if (back == 0 || (back < from && tokens[from - back - 1] != "\n")) continue;
    for (std::size_t i = 1; i <= back; ++i) {
      shared[from - i] = false;
      shared[to - i] = true;
    }
  }
}

std::vector<Piece> joined(const Tokens& tokens, std::vector<bool> shared) {
  // A blank between two differences belongs to them: one mark in place of two.
  for (std::size_t i = 1; i + 1 < tokens.size(); ++i)
    if (blank(tokens[i]) && tokens[i] != "\n" && !shared[i - 1] && !shared[i + 1]) shared[i] = false;
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (pieces.empty() || pieces.back().differs == shared[i]) pieces.push_back({"", !shared[i]});
    pieces.back().text += tokens[i];
  }
  return pieces;
}

}  // namespace

Difference difference(std::string_view expected, std::string_view got) {
  const Tokens a = tokens_of(expected), b = tokens_of(got);
  const std::size_t least = std::min(a.size(), b.size());
  const std::size_t head = common(a, b, least, false), tail = common(a, b, least - head, true);
  std::vector<bool> a_shared(a.size(), false), b_shared(b.size(), false);
  for (std::size_t i = 0; i < head; ++i) a_shared[i] = b_shared[i] = true;
  for (std::size_t i = 1; i <= tail; ++i) a_shared[a.size() - i] = b_shared[b.size() - i] = true;
  mark_shared(a, b, head, a.size() - tail, b.size() - tail, a_shared, b_shared);
  begin_with_lines(a, a_shared);
  begin_with_lines(b, b_shared);
  return {joined(a, std::move(a_shared)), joined(b, std::move(b_shared))};
}

}  // namespace assay
