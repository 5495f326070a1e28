#include "load/load.hpp"
#include "load/toml_file.hpp"

namespace assay {

Circumstances load_circumstances(const fs::path& path) {
  const TomlFile file(path, shown_path(path));
  TomlTable root = file.root();
  Circumstances circumstances;
  if (root.has("deadline")) {
    circumstances.deadline = root.moment("deadline");
    circumstances.deadline_text = root.as_written("deadline");
  }
  for (auto& [name, table] : root.sections_or_none("submission")) {
    StudentCircumstances student;
    if (table.has("deadline")) student.deadline = table.moment("deadline");
    if (table.has("pushed")) student.pushed = table.moment("pushed");
    for (auto& [criterion, mark] : table.sections_or_none("marks")) {
      student.marks[criterion] = {mark.points("points", Points{}), mark.text_or("comment", "")};
      mark.done();
    }
    table.done();
    circumstances.students[name] = std::move(student);
  }
  root.done();
  return circumstances;
}

}  // namespace assay
