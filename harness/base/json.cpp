#include "base/json.hpp"

namespace assay {
namespace {

/// Whether lists and objects are nested deeper than `limit`, in text that may be JSON.
bool is_deep(std::string_view text, int limit) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char byte = text[i];
    if (quoted && byte == '\\') ++i;
    else if (byte == '"') quoted = !quoted;
    else if (quoted) continue;
    else if ((byte == '[' || byte == '{') && ++depth > limit) return true;
    else if (byte == ']' || byte == '}') --depth;
  }
  return false;
}

}  // namespace

Json parse_json(std::string_view text, int depth) {
  if (is_deep(text, depth)) return Json(Json::value_t::discarded);
  return Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

}  // namespace assay
