#include "base/instants.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string_view>

namespace assay {
namespace {

/// Seconds since the epoch of an instant at the beginning of the text, whatever its zone: "2026-11-30T23:19:49…", or as Python shows it.
std::optional<std::int64_t> instant_at(const char* text) {
  std::tm parts{};
  char between = 0;
  const bool plain = std::sscanf(text, "%4d-%2d-%2d%c%2d:%2d:%2d", &parts.tm_year, &parts.tm_mon, &parts.tm_mday, &between, &parts.tm_hour,
                                 &parts.tm_min, &parts.tm_sec) == 7;
  if (!plain && std::sscanf(text, "datetime.datetime(%4d, %2d, %2d, %2d, %2d", &parts.tm_year, &parts.tm_mon, &parts.tm_mday,
                            &parts.tm_hour, &parts.tm_min) != 5)
    return std::nullopt;
  parts.tm_year -= 1900;
  --parts.tm_mon;
  return ::timegm(&parts);
}

}  // namespace

std::string without_instants(const std::string& text, const std::string& started) {
  const std::int64_t start = instant_at(started.c_str()).value_or(0);
  constexpr std::int64_t day_and_zones = 38 * 3600;
  constexpr std::string_view of_an_instant = "0123456789-:.+TZ";
  std::string all;
  for (std::size_t i = 0; i < text.size();) {
    const bool begins = std::isdigit(static_cast<unsigned char>(text[i])) || text.compare(i, 9, "datetime.") == 0;
    const auto instant = begins ? instant_at(text.c_str() + i) : std::nullopt;
    if (!instant || std::abs(*instant - start) > day_and_zones) {
      all += text[i++];
      continue;
    }
    all += "now";
    if (text[i] == 'd') {
      i = std::min(text.find_first_not_of("0123456789, ", i + std::string_view("datetime.datetime(").size()), text.size());
      if (text.compare(i, 1, ")") == 0) ++i;
    } else {
      i = std::min(text.find_first_not_of(of_an_instant, i + std::string_view("2026-11-30 ").size()), text.size());
    }
  }
  return all;
}

}  // namespace assay
