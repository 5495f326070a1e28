#include <iostream>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "cli/charset.hpp"
#include "cli/session.hpp"
#include "cli/working_directory.hpp"
#include "report/marked.hpp"
#include "report/messages.hpp"
#include "report/terminal_page.hpp"

namespace assay {
namespace {

/// The starter with the course's files, the task in `language`, settings and what an editor needs.
void fill(const fs::path& directory, const Home& where, const Assignment& assignment, Language language) {
  copy_tree(assignment.starter, directory);
  for (const std::string& name : assignment.protected_files) {
    fs::create_directories((directory / name).parent_path());
    write_file(directory / name, read_file(course_file(assignment, name)));
  }
  write_file(directory / "TASK.md", statement_for_students(assignment, language));
  if (fs::exists(directory / ".env.example") && !fs::exists(directory / ".env"))
    fs::copy_file(directory / ".env.example", directory / ".env");
  if (!fs::exists(directory / ".vscode")) copy_tree(where.root / "templates" / "workdir" / ".vscode", directory / ".vscode");
  mark_working_directory(directory, assignment.id);
}

/// Into a directory that is there and may be somebody's working directory or a mount point, so it has to stay.
void fill_empty(const fs::path& directory, const Home& where, const Assignment& assignment, Language language) {
  const fs::path made = directory / ".assay-start";
  fill(made, where, assignment, language);
  for (const auto& entry : fs::directory_iterator(made)) fs::rename(entry.path(), directory / entry.path().filename());
  fs::remove(made);
}

void say_what_follows(const fs::path& directory, const Messages& messages) {
  TerminalPage page(terminal_style());
  page.paragraph("", messages.fill("start.ready", {{"directory", as_code(directory.string())}}));
  page.paragraph("", messages.text("start.next"));
  const std::pair<const char*, std::string> steps[] = {{"enter", cat("cd ", directory.string())},
                                                       {"commit", "git init && git add . && git commit -m start"},
                                                       {"check", "assay check"},
                                                       {"watch", "assay check --watch"}};
  for (const auto& [key, command] : steps) {
    page.command("  ", as_block(command));
    page.paragraph("      ", messages.text(cat("start.", key)), Tone::quiet);
  }
  std::cout << in_charset_of_locale(std::move(page).text()) << std::flush;
}

}  // namespace

int run_start(const StartCommand& command) {
  const Home where = home();
  const Assignment assignment = load_assignment(where, command.assignment);
  const fs::path directory = command.directory.empty() ? assignment.id : command.directory;
  if (fs::exists(directory) && !(fs::is_directory(directory) && fs::is_empty(directory)))
    throw Fault(cat(directory.string(), ": exists and is not empty"), "name another directory: assay start " + assignment.id + " DIRECTORY");
  const Language language = command.language.value_or(locale_language());
  if (fs::exists(directory)) fill_empty(directory, where, assignment, language);
  else fill(directory, where, assignment, language);
  say_what_follows(directory, Messages(where.root / "templates" / "report", language));
  return 0;
}

}  // namespace assay
