// The languages of feedback, and a text in all of them.
#pragma once

#include <array>
#include <string>

namespace assay {

enum class Language { uk, ru, en };
inline constexpr std::array<Language, 3> all_languages{Language::uk, Language::ru, Language::en};

inline const char* code(Language language) {
  constexpr std::array<const char*, 3> codes{"uk", "ru", "en"};
  return codes[static_cast<std::size_t>(language)];
}

struct LocalText {
  std::string uk, ru, en;

  const std::string& in(Language language) const {
    return language == Language::uk ? uk : language == Language::ru ? ru : en;
  }
  bool empty() const { return uk.empty() && ru.empty() && en.empty(); }
  bool complete() const { return !uk.empty() && !ru.empty() && !en.empty(); }
};

}  // namespace assay
