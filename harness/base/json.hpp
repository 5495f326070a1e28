// JSON as the harness uses it: keys sorted, so that equal values have equal text.
#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

namespace assay {

using Json = nlohmann::json;

/// The value that `text` is; discarded (is_discarded()) when it is none, or nested deeper than `depth`: to copy, compare or write
/// a value takes stack for each level of it.
Json parse_json(std::string_view text, int depth = 100);

/// Text of `value` for a file or a digest: sorted keys; bytes that are not UTF-8 become U+FFFD.
inline std::string to_text(const Json& value, int indent = -1) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay
