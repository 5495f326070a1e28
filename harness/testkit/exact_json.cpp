#include "testkit/exact_json.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.hpp"

namespace assay::testkit {
namespace {

constexpr int deepest = 64;
constexpr std::size_t digits_of_int64 = 18;   // as many always fit
constexpr std::size_t digits_of_double = 17;  // as many tell two doubles apart
constexpr int exponent_of_double = 300;
constexpr int most_digits = 10'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The parts of a number of JSON's grammar.
struct Number {
  bool negative = false;
  std::string whole, fraction;
  int exponent = 0;  ///< capped at a million
  bool integer = true;
};

std::size_t digits_at(std::string_view text, std::size_t from) {
  std::size_t count = 0;
  while (from + count < text.size() && is_digit(text[from + count])) ++count;
  return count;
}

std::optional<Number> number_in(std::string_view text) {
  Number number;
  std::size_t at = 0;
  if (text.starts_with('-')) {
    number.negative = true;
    at = 1;
  }
  const std::size_t whole = digits_at(text, at);
  if (whole == 0 || (whole > 1 && text[at] == '0')) return std::nullopt;
  number.whole = text.substr(at, whole);
  at += whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits_at(text, at + 1);
    if (fraction == 0) return std::nullopt;
    number.fraction = text.substr(at + 1, fraction);
    number.integer = false;
    at += 1 + fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    const bool sign = at + 1 < text.size() && (text[at + 1] == '+' || text[at + 1] == '-');
    const bool less = sign && text[at + 1] == '-';
    at += sign ? 2 : 1;
    const std::size_t exponent = digits_at(text, at);
    if (exponent == 0) return std::nullopt;
    constexpr int cap = 1'000'000;
    if (std::from_chars(text.data() + at, text.data() + at + exponent, number.exponent).ec != std::errc()) number.exponent = cap;
    number.exponent = std::min(number.exponent, cap) * (less ? -1 : 1);
    number.integer = false;
    at += exponent;
  }
  return at == text.size() ? std::optional(number) : std::nullopt;
}

bool loses_digits(const Number& number) {
  if (number.integer) return number.whole.size() > digits_of_int64;
  std::string all = number.whole + number.fraction;
  all.erase(0, all.find_first_not_of('0'));
  return all.size() > digits_of_double || std::abs(number.exponent) > exponent_of_double;
}

/// The same text with every number that would lose digits between quotes; empty, which is no JSON, when it is nested too deep.
std::string with_long_numbers_quoted(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  int depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t to = at + 1;
    if (text[at] == '"') {
      while (to < text.size() && text[to] != '"') to += text[to] == '\\' ? 2 : 1;
      to = std::min(to + 1, text.size());
      out += text.substr(at, to - at);
    } else if (is_digit(text[at]) || text[at] == '-') {
      to = std::min(text.find_first_not_of("0123456789+-.eE", at), text.size());
      const std::string_view word = text.substr(at, to - at);
      const auto number = number_in(word);
      const bool quote = number && loses_digits(*number);
      if (quote) out += '"';
      out += word;
      if (quote) out += '"';
    } else {
      if (text[at] == '[' || text[at] == '{') ++depth;
      if (text[at] == ']' || text[at] == '}') --depth;
      if (depth > deepest) return {};
      out += text[at];
    }
    at = to;
  }
  return out;
}

}  // namespace

Json parsed_exactly(std::string_view text) {
  return Json::parse(with_long_numbers_quoted(text), nullptr, /*allow_exceptions=*/false);
}

std::string decimal_digits(const Json& value) {
  if (!value.is_number() && !value.is_string()) return {};
  const auto number = number_in(value.is_string() ? value.get_ref<const std::string&>() : to_text(value));
  if (!number) return {};
  std::string digits = number->whole + number->fraction;
  const int point = static_cast<int>(number->whole.size()) + number->exponent;  // how many digits stand before it
  if (static_cast<int>(digits.size()) > most_digits || std::abs(point) > most_digits) return {};
  if (point <= 0) digits.insert(0, static_cast<std::size_t>(1 - point), '0');
  else if (static_cast<std::size_t>(point) > digits.size()) digits.resize(static_cast<std::size_t>(point), '0');
  const auto before = static_cast<std::size_t>(std::max(point, 1));
  std::string whole = digits.substr(0, before), fraction = digits.substr(before);
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  fraction.erase(fraction.find_last_not_of('0') + 1);
  const bool zero = whole == "0" && fraction.empty();
  return cat(number->negative && !zero ? "-" : "", whole, fraction.empty() ? "" : ".", fraction);
}

}  // namespace assay::testkit
