// Marked text: prose with code in it, as the view holds it. Code stands between two control characters that
// printable() never lets through, so that data cannot begin or end a span; each renderer gives spans its own form.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

inline constexpr char code_begin = '\x02';
inline constexpr char code_end = '\x03';

struct Span {
  bool code;
  std::string_view text;
};

/// Data as a code span on one line: made printable and clipped. Empty data gives an empty text.
std::string as_code(std::string_view bytes, std::size_t limit = 240);

/// Text of an author (catalogue, rubric, feedback): what stands between backticks becomes code.
std::string from_author(std::string_view text);

/// The spans of `marked` in order; they borrow from it.
std::vector<Span> spans_of(std::string_view marked);

/// Data for a block of its own: printable, and without what a log of GitHub takes for a command ("::error" at the start
/// of a line, "##[" anywhere): a space of no width stands between.
std::string as_block(std::string_view bytes);

/// Lines of data, as a block: at most `lines` last lines of at most `width` bytes.
std::string last_lines(std::string_view bytes, std::size_t lines, std::size_t width = 400);

/// The first bytes of data, as a block.
std::string first_bytes(std::string_view bytes, std::size_t limit);

}  // namespace assay
