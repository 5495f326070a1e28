#include "report/formats/encode.hpp"

#include <utility>
#include <vector>

#include "base/text.hpp"
#include "report/marked.hpp"

namespace assay::formats {

std::string plain(std::string_view marked) {
  std::string out;
  for (const Span& span : spans_of(marked)) out += span.code ? cat('`', span.text, '`') : std::string(span.text);
  return printable(out);
}

std::string xml_text(std::string_view bytes) {
  // Of what printable() lets through, XML 1.0 has no place for two characters.
  return replaced(replaced(printable(bytes), "\xEF\xBF\xBE", "\xEF\xBF\xBD"), "\xEF\xBF\xBF", "\xEF\xBF\xBD");
}

namespace {

/// "##[" begins a command anywhere in a line.
std::string command_text(std::string_view text) {
  const std::string broken = replaced(printable(text), "##[", "##\u200b[");
  return replaced(replaced(broken, "%", "%25"), "\n", "%0A");
}

}  // namespace

std::string workflow_command(const std::string& name, const std::vector<Property>& properties, std::string_view message) {
  std::string out = cat("::", name);
  char separator = ' ';
  for (const Property& property : properties) {
    if (property.value.empty()) continue;
    out += cat(std::exchange(separator, ','), property.name, '=', replaced(replaced(command_text(property.value), ":", "%3A"), ",", "%2C"));
  }
  return cat(out, "::", command_text(message));
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto at = [&](std::size_t k) { return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u; };
    const unsigned group = at(0) << 16 | at(1) << 8 | at(2);
    for (const unsigned shift : {18u, 12u, 6u, 0u}) out += digits[group >> shift & 63u];
  }
  const std::size_t padding = (3 - bytes.size() % 3) % 3;
  return out.replace(out.size() - padding, padding, padding, '=');
}

double number_of(Points points) { return static_cast<double>(points.hundredths) / 100; }

}  // namespace assay::formats
