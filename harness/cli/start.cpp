#include <iostream>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "cli/session.hpp"

namespace assay {

int run_start(const StartCommand& command) {
  const Home where = home();
  const Assignment assignment = load_assignment(where, command.assignment);
  const fs::path directory = command.directory.empty() ? assignment.id : command.directory;
  if (fs::exists(directory) && !(fs::is_directory(directory) && fs::is_empty(directory)))
    throw Fault(cat(directory.string(), ": exists and is not empty"), "name another directory: assay start " + assignment.id + " DIRECTORY");
  const Language language = command.language.value_or(locale_language());
  const std::string statement = statement_for_students(assignment, language);
  if (fs::exists(directory)) fs::remove(directory);
  copy_tree(assignment.starter, directory);
  for (const std::string& name : assignment.protected_files) {
    fs::create_directories((directory / name).parent_path());
    write_file(directory / name, read_file(course_file(assignment, name)));
  }
  write_file(directory / "TASK.md", statement);
  write_file(directory / ".assay", assignment.id + "\n");
  std::cout << directory.string() << ": the starter of " << assignment.id << "; the task is in TASK.md\n"
            << "  next: cd " << directory.string() << " && assay check\n";
  return 0;
}

}  // namespace assay
