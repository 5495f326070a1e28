#include "load/submission_toml.hpp"

#include <algorithm>

#include "load/toml_file.hpp"

namespace assay {

OwnCommands read_submission_toml(const fs::path& path, const std::vector<std::string>& roles) {
  OwnCommands own;
  if (!fs::exists(path)) return own;
  const TomlFile file(path, "submission.toml");
  TomlTable root = file.root();
  if (root.has("build")) own.build = root.texts("build");
  for (auto& [role, table] : root.sections_or_none("role")) {
    if (std::find(roles.begin(), roles.end(), role) == roles.end())
      throw Fault(cat(table.place(), ": unknown role ", assay::quoted(role), " (known: ", join(roles, ", "), ')'));
    own.commands[role] = table.texts("command");
    table.done();
  }
  root.done();
  return own;
}

}  // namespace assay
