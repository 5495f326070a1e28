// A mutant: the reference with one real mistake, and what the mistake must cost.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "model/language.hpp"
#include "model/rubric.hpp"

namespace assay {

struct Mutant {
  std::string id;
  std::filesystem::path patch;      ///< against the reference's directory, -p1
  std::vector<std::string> costs;   ///< exactly these criteria earn less (penalties: take more)
  std::map<std::string, Points> earns;  ///< what is left of some of them, where that is the point
  LocalText misconception;
};

}  // namespace assay
