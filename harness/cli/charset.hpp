// Text for terminals that do not speak UTF-8.
#pragma once

#include <string>

namespace assay {

/// UTF-8 as the locale's own character set has it: signs that it lacks become plain ones, and letters that it lacks '?'. Unchanged where
/// the locale names UTF-8 or no character set at all.
std::string in_charset_of_locale(const std::string& text);

/// The same for a character set: "KOI8-R", "CP1251". Unchanged when it is unknown.
std::string in_charset(const std::string& text, const std::string& charset);

}  // namespace assay
