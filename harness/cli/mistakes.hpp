// The mistakes of the lessons' texts, of all assignments.
#pragma once

#include <string>

#include "load/load.hpp"

namespace assay {

/// As Markdown: what the text says, what is right, and where a student is told.
std::string mistakes_document(const Home& home);

}  // namespace assay
