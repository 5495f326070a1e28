#include "suite/runtime_paths.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace assay {
namespace {

bool is_part_of_system(const fs::path& path) {
  for (const char* part : {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64"})
    if (path == part || path.string().starts_with(cat(part, "/"))) return true;
  return path == path.root_path();
}

void add(std::vector<fs::path>& paths, const fs::path& named) {
  std::error_code missing;
  for (const fs::path& path : {named.lexically_normal(), fs::canonical(named, missing)}) {
    if (missing || !fs::is_directory(path, missing) || is_part_of_system(path)) continue;
    if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(path);
  }
}

/// The `home` in pyvenv.cfg is the directory of the interpreter's program.
fs::path home_of(const fs::path& environment) {
  const fs::path file = environment / "pyvenv.cfg";
  if (!fs::exists(file)) return {};
  for (const std::string& line : split(read_file(file), '\n')) {
    const auto equals = line.find('=');
    if (equals != std::string::npos && trimmed(line.substr(0, equals)) == "home") return trimmed(line.substr(equals + 1));
  }
  return {};
}

/// The parts that an interpreter needs, and no more: its prefix may be somebody's home.
void add_prefix(std::vector<fs::path>& paths, const fs::path& bin) {
  for (const char* part : {"bin", "lib", "lib64", "ssl"}) add(paths, bin.parent_path() / part);
}

void add_environment(std::vector<fs::path>& paths, const fs::path& environment) {
  std::error_code missing;
  add(paths, environment);
  if (const fs::path home = home_of(environment); home.is_absolute()) add_prefix(paths, home);
  const fs::path program = fs::canonical(environment / "bin" / "python", missing);
  if (!missing) add_prefix(paths, program.parent_path());
}

}  // namespace

std::vector<fs::path> runtime_paths(const Runtime& runtime, bool with_tools) {
  std::vector<fs::path> paths;
  add_environment(paths, runtime.course);
  if (with_tools) add_environment(paths, runtime.tools);
  return paths;
}

}  // namespace assay
