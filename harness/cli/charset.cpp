#include "cli/charset.hpp"

#include <iconv.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>

namespace assay {
namespace {

/// What reports draw with, for character sets that lack it.
constexpr std::pair<std::string_view, std::string_view> plain_signs[] = {
    {"✓", "+"}, {"✗", "x"}, {"│", "|"}, {"█", "#"}, {"░", "."}, {"→", "->"}, {"…", "..."}, {"·", "-"}, {"−", "-"},
    {"–", "-"}, {"—", "-"}, {"«", "\""}, {"»", "\""}, {"“", "\""}, {"”", "\""}, {"’", "'"}, {"×", "x"}, {"⏎", " "},
    {"•", "*"}, {"\u200b", ""}, {"\u00a0", " "}, {"≥", ">="}, {"≤", "<="}, {"≠", "!="}, {"─", "-"}, {"▸", ">"}};

/// The character set that the locale's name holds: "uk_UA.KOI8-U" -> "KOI8-U". Whether the locale is installed does not matter.
std::string charset_of_locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const value = std::getenv(name);
    if (!value || !*value) continue;
    std::string_view locale = value;
    locale = locale.substr(0, locale.find('@'));
    const std::size_t dot = locale.find('.');
    return dot == std::string_view::npos ? std::string() : std::string(locale.substr(dot + 1));
  }
  return {};
}

/// How many bytes the character at the front of `text` has.
std::size_t first_character(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
  return size;
}

std::string_view plain(std::string_view character) {
  for (const auto& [sign, replacement] : plain_signs)
    if (sign == character) return replacement;
  return "?";
}

class Converter {
 public:
  explicit Converter(const std::string& charset) : state_(::iconv_open(charset.c_str(), "UTF-8")) {}
  ~Converter() {
    if (works()) ::iconv_close(state_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  bool works() const { return state_ != reinterpret_cast<iconv_t>(-1); }

  /// Appends one character; false when the character set lacks it.
  bool add(std::string_view character, std::string& out) {
    char* from = const_cast<char*>(character.data());
    std::size_t left = character.size();
    char bytes[16];
    char* to = bytes;
    std::size_t room = sizeof bytes;
    if (::iconv(state_, &from, &left, &to, &room) == static_cast<std::size_t>(-1)) {
      ::iconv(state_, nullptr, nullptr, nullptr, nullptr);
      return false;
    }
    out.append(bytes, sizeof bytes - room);
    return true;
  }

 private:
  iconv_t state_;
};

}  // namespace

std::string in_charset(const std::string& text, const std::string& charset) {
  Converter converter(charset);
  if (!converter.works()) return text;
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view character = rest.substr(0, first_character(rest));
    rest.remove_prefix(character.size());
    if (static_cast<unsigned char>(character[0]) < 0x80) out += character;
    else if (!converter.add(character, out)) out += plain(character);
  }
  return out;
}

std::string in_charset_of_locale(const std::string& text) {
  const std::string charset = charset_of_locale();
  return charset.empty() || charset == "UTF-8" || charset == "utf8" || charset == "utf-8" ? text : in_charset(text, charset);
}

}  // namespace assay
