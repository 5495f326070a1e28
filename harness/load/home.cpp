#include <algorithm>
#include <cstdlib>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "load/load.hpp"

namespace assay {
namespace {

bool holds_a_course(const fs::path& root) { return fs::is_directory(root / "assignments"); }

bool holds_parts(const fs::path& directory) { return fs::exists(directory / "assay-intake"); }

fs::path root_of(const fs::path& program_directory, const fs::path& source_tree) {
  if (const char* home = std::getenv("ASSAY_HOME"); home && *home) {
    if (!holds_a_course(home))
      throw Fault(cat("ASSAY_HOME=", home, ": holds no directory 'assignments'"), "set it to the root of the course");
    return fs::absolute(home);
  }
  const fs::path installed = program_directory.parent_path() / "share" / "assay";
  if (holds_a_course(installed)) return installed;
  if (!source_tree.empty() && holds_a_course(source_tree)) return source_tree;
  throw Fault(cat(installed.string(), ": there is no course"), "set ASSAY_HOME to the directory that holds assignments/");
}

}  // namespace

Home find_home(const fs::path& source_tree) {
  const fs::path directory = fs::read_symlink("/proc/self/exe").parent_path();
  const fs::path library = directory.parent_path() / "lib" / "assay";
  if (!holds_parts(directory) && !holds_parts(library))
    throw Fault(cat(library.string(), ": the program's parts (assay-intake, assay-cell, suites) are not there"),
                "install the program again, or build all of it");
  return {root_of(directory, source_tree), holds_parts(directory) ? directory : library};
}

std::vector<std::string> assignment_ids(const Home& home) {
  std::vector<std::string> ids;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(home.root / "assignments", error))
    if (fs::exists(entry.path() / "assignment.toml")) ids.push_back(entry.path().filename().string());
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace assay
