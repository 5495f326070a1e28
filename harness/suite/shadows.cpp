#include "suite/shadows.hpp"

namespace assay {
namespace {

/// Where the environment's Python looks for modules, without the directory of the program itself.
std::vector<fs::path> library_directories(const fs::path& environment) {
  std::error_code missing;
  const fs::path interpreter = fs::canonical(environment / "bin" / "python", missing);
  std::vector<fs::path> found;
  for (const fs::path& prefix : {environment, interpreter.parent_path().parent_path()})
    for (const auto& entry : fs::directory_iterator(prefix / "lib", missing)) {
      if (!entry.path().filename().string().starts_with("python3")) continue;
      found.push_back(entry.path());
      found.push_back(entry.path() / "site-packages");
    }
  return found;
}

/// "redis" of "redis.py" and of "redis/__init__.py"; empty for what no `import` finds at the root.
std::string module_of(const std::string& file) {
  const std::string name = file.substr(0, file.find_first_of("./"));
  return file == name + ".py" || file == name + "/__init__.py" ? name : std::string();
}

}  // namespace

std::vector<std::string> shadowing_files(const Runtime& runtime, const std::vector<std::string>& files) {
  const std::vector<fs::path> directories = library_directories(runtime.course);
  std::vector<std::string> found;
  for (const std::string& file : files) {
    const std::string module = module_of(file);
    if (module.empty()) continue;
    for (const fs::path& directory : directories)
      if (fs::exists(directory / (module + ".py")) || fs::exists(directory / module / "__init__.py")) {
        found.push_back(file);
        break;
      }
  }
  return found;
}

}  // namespace assay
