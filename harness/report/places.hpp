// Places: where templates, style sheet and message catalogues lie.
#pragma once

#include <filesystem>
#include <string>

namespace assay {

struct TemplatePlaces {
  std::filesystem::path templates;   ///< the directory templates/report
  std::filesystem::path overrides;   ///< an instructor's: what is there goes before; or empty
};

/// The file of that name: the instructor's if there is one.
std::filesystem::path template_file(const TemplatePlaces& places, const std::string& name);

/// Throws Fault when the instructor's directory is none, or holds a file that replaces nothing.
void check_overrides(const TemplatePlaces& places);

}  // namespace assay
