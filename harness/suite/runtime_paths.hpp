// What of the machine's files outside /usr a submission's interpreter lives on.
#pragma once

#include <vector>

#include "suite/suite.hpp"

namespace assay {

/// The course's environment (and that of the tools), and programs and libraries of the interpreter that it was made from,
/// which may lie in somebody's home. All as they are named and as they really are, since scripts and links name either.
/// Existing directories; none belongs to the system.
std::vector<fs::path> runtime_paths(const Runtime& runtime, bool with_tools);

}  // namespace assay
