// A mutant: the reference with one real mistake, and what the mistake must cost.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/language.hpp"

namespace assay {

struct Mutant {
  std::string id;
  std::filesystem::path patch;      ///< against the reference's directory, -p1
  std::vector<std::string> costs;   ///< exactly these criteria earn less (penalties: take more)
  LocalText misconception;
};

}  // namespace assay
