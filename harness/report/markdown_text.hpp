// Markdown encoders: no byte of a text can begin markup. CommonMark; tables are GitHub's.
#pragma once

#include <string>
#include <string_view>

namespace assay::markdown {

/// Prose without code: whatever could begin markup inside a line is escaped.
std::string prose(std::string_view text);

/// Marked text as part of a paragraph or item; code becomes a span whose fence is longer than any run of backticks inside.
std::string inline_text(const std::string& marked);

/// Marked text in a cell of a table. A code span would end at a "|", so code is an element with entities.
std::string cell(const std::string& marked);

/// Raw text as a fenced block; the fence is longer than any run of backticks inside.
std::string block(const std::string& text, const char* info);

}  // namespace assay::markdown
