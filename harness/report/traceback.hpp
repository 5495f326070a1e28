// Tracebacks of Python, folded to the frames that are the student's own: what a library did in between is one line.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace assay {

/// The line that stands for `frames` frames, one after the other, in `libraries` ("starlette, fastapi").
using FoldedLine = std::function<std::string(std::int64_t frames, const std::string& libraries)>;

/// Raw output of a program with its tracebacks folded: chained ones, those of exception groups, and a SyntaxError's. The student's files are
/// named as they lie in the work ("app/main.py"). Everything else stays as it is.
std::string folded_tracebacks(std::string_view bytes, const FoldedLine& folded_line);

}  // namespace assay
