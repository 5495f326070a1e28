// What holds for a student and not for the program: deadline, extension, push time, marks. From
// `circumstances.toml`; changing it runs nothing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "model/rubric.hpp"

namespace assay {

struct Mark {
  Points points;
  std::string comment;
};

struct StudentCircumstances {
  std::optional<std::int64_t> deadline;   ///< seconds since the epoch; an extension
  std::optional<std::int64_t> pushed;     ///< when it reached the server; wins over commit times
  std::map<std::string, Mark> marks;      ///< by criterion, also overrides
};

struct Circumstances {
  std::optional<std::int64_t> deadline;
  std::string deadline_text;              ///< as written, for people
  std::map<std::string, StudentCircumstances> students;  ///< by submission name
};

}  // namespace assay
