// `assay list --mistakes`: where the assignments answer the mistakes of the lessons' texts, as Markdown. docs/lesson-mistakes.md is its
// output, and ci/test compares the two.
#include "cli/mistakes.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace assay {
namespace {

/// In a cell of a table; code keeps its backticks.
std::string table_cell(const std::string& text) { return replaced(one_line(text), "|", "\\|"); }

std::vector<std::string> as_codes(const std::vector<std::string>& tests) {
  std::vector<std::string> codes;
  for (const std::string& test : tests) codes.push_back(cat('`', test, '`'));
  return codes;
}

std::string answers(const Mistake& mistake, const TaskText& statement, const std::string& link) {
  std::vector<std::string> parts;
  if (mistake.statement) {
    const auto anchor = std::find_if(statement.mistakes.begin(), statement.mistakes.end(),
                                     [&](const Anchor& one) { return one.name == mistake.id; });
    parts.push_back(cat("[statement](", link, ")", anchor == statement.mistakes.end() ? "" : cat(", “", anchor->section, "”")));
  }
  if (!mistake.hint.empty()) parts.push_back(cat("hint of `", mistake.hint, '`'));
  if (!mistake.tests.empty()) parts.push_back(cat("tests ", join(as_codes(mistake.tests), ", ")));
  return join(parts, "; ");
}

}  // namespace

std::string mistakes_document(const Home& home) {
  std::string text =
      "# Mistakes in the lessons' texts\n\n"
      "Each assignment grades the right value. This list says where a student learns that the text of the lesson is mistaken: in the\n"
      "statement, in the hint of a test that fails, or by tests that reward what is right. Made by `assay list --mistakes` from\n"
      "`assignments/<id>/mistakes.toml`; not to be edited.\n";
  for (const std::string& id : assignment_ids(home)) {
    const Assignment assignment = load_assignment(home, id);
    const std::vector<Mistake> mistakes = load_mistakes(assignment);
    if (mistakes.empty()) continue;
    const TaskText statement = load_task_texts(assignment).at(Language::en);
    text += cat("\n## ", id, "\n\n| in the lesson | it says | right is | where it is answered |\n|---|---|---|---|\n");
    for (const Mistake& mistake : mistakes)
      text += cat("| ", table_cell(mistake.lesson), " | ", table_cell(mistake.says), " | ", table_cell(mistake.is), " | ",
                  answers(mistake, statement, cat("../assignments/", id, "/README.en.md")), " |\n");
  }
  return text;
}

}  // namespace assay
