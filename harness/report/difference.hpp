// Difference: what two texts do not share, for showing them beside each other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct Piece {
  std::string text;
  bool differs;
  bool operator==(const Piece&) const = default;
};

/// Both texts in pieces; joined, they are the texts again. Words, numbers and signs are compared as wholes.
struct Difference {
  std::vector<Piece> expected, got;
};

Difference difference(std::string_view expected, std::string_view got);

}  // namespace assay
