// What a course wants of runs in CI, from a file of its own: which repositories hold which assignment, and when a job fails.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/language.hpp"

namespace assay {

struct CoursePlan {
  struct Entry {
    std::string assignment;
    std::vector<std::string> repositories;  ///< patterns over a repository's name without its owner
    std::string require;                    ///< as for --require; the course's where it has none
  };
  std::string require;                      ///< empty: every graded run succeeds
  std::optional<Language> language;
  std::vector<Entry> entries;
};

}  // namespace assay
