#include "model/rubric.hpp"

#include <cstdlib>

#include "base/text.hpp"

namespace assay {

std::string to_string(Points points) {
  const std::int64_t whole = std::abs(points.hundredths) / 100, rest = std::abs(points.hundredths) % 100;
  std::string text = cat(points.hundredths < 0 ? "-" : "", whole);
  if (rest == 0) return text;
  text += cat('.', rest / 10);
  return rest % 10 == 0 ? text : cat(text, rest % 10);
}

}  // namespace assay
