// TerminalPage: marked text on a terminal, wrapped at its width. A code point takes one column.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/report.hpp"

namespace assay {

enum class Tone { plain, strong, good, bad, open, quiet, code };

class TerminalPage {
 public:
  explicit TerminalPage(const TerminalStyle& style) : style_(style) {}

  int columns() const { return style_.columns; }

  /// `text` in the colours of `tone`, if there are colours.
  std::string toned(std::string_view text, Tone tone) const;

  /// Marked text in lines of at most `width` columns, coloured.
  std::vector<std::string> wrapped(const std::string& marked, int width, Tone tone) const;

  /// A paragraph: `first` stands before its first line; the others are indented as far.
  void paragraph(const std::string& first, const std::string& marked, Tone tone = Tone::plain);

  /// Raw lines of data, each with `prefix` before it, in pieces where it is too long: between words, if that is not far.
  void block(const std::string& prefix, const std::string& raw);

  /// Raw lines of a command behind a "$"; never cut, so that they can be copied.
  void command(const std::string& prefix, const std::string& raw);

  void heading(const std::string& marked);
  void line(const std::string& raw = {});

  std::string text() && { return std::move(out_); }

 private:
  TerminalStyle style_;
  std::string out_;
};

/// The first `columns` columns of `text`.
std::string_view first_columns(std::string_view text, int columns);

/// Columns of `text`, escape sequences of toned() not counted.
int columns_of(std::string_view text);

/// `text` with spaces up to `width`, on the right or on the left.
std::string padded(const std::string& text, int width);
std::string aligned_right(const std::string& text, int width);

}  // namespace assay
