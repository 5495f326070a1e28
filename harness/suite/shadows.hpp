// Which files of a submission stand before a library of the same name when Python imports.
#pragma once

#include <vector>

#include "suite/suite.hpp"

namespace assay {

/// Of the files (relative paths), those at the root that are modules or packages named as one of the interpreter's or of the
/// course's environment: "redis.py", "json/__init__.py".
std::vector<std::string> shadowing_files(const Runtime& runtime, const std::vector<std::string>& files);

}  // namespace assay
