#include <algorithm>

#include "load/load.hpp"
#include "load/toml_file.hpp"

namespace assay {

CoursePlan load_course_plan(const fs::path& path, const std::vector<std::string>& known) {
  const TomlFile file(path, shown_path(path));
  TomlTable root = file.root();
  CoursePlan plan;
  plan.require = root.text_or("require", "");
  if (root.has("lang"))
    plan.language = root.one_of<Language>("lang", {{"uk", Language::uk}, {"ru", Language::ru}, {"en", Language::en}});
  for (auto& [id, table] : root.sections_or_none("assignment")) {
    if (std::find(known.begin(), known.end(), id) == known.end()) {
      const std::string near = closest(id, known);
      throw Fault(cat(table.place(), ": there is no assignment ", assay::quoted(id)), near.empty() ? "" : cat("did you mean ", near, "?"));
    }
    plan.entries.push_back({id, table.texts("repositories"), table.text_or("require", plan.require)});
    table.done();
  }
  root.done();
  return plan;
}

const CoursePlan::Entry* entry_for(const CoursePlan& plan, const std::string& repository) {
  const std::string name = repository.substr(repository.rfind('/') + 1);
  for (const CoursePlan::Entry& entry : plan.entries)
    for (const std::string& pattern : entry.repositories)
      if (matches(pattern, name)) return &entry;
  return nullptr;
}

}  // namespace assay
