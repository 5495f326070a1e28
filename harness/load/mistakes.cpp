// mistakes.toml: what is wrong in the lesson's text, and where the assignment answers it.
#include <algorithm>

#include "load/load.hpp"
#include "load/toml_file.hpp"

namespace assay {
namespace {

std::vector<std::string> all_tests(const Assignment& assignment) {
  std::vector<std::string> tests;
  for (const Group& group : assignment.groups) tests.insert(tests.end(), group.tests.begin(), group.tests.end());
  return tests;
}

[[noreturn]] void no_such_test(const std::string& place, const std::string& test, const std::vector<std::string>& known) {
  const std::string likely = closest(test, known);
  throw Fault(cat(place, ": ", assay::quoted(test), " is no test", likely.empty() ? "" : cat(" (closest: ", likely, ')')));
}

Mistake read_mistake(TomlTable& table, const Assignment& assignment) {
  const std::vector<std::string> known = all_tests(assignment);
  const auto exists = [&](const std::string& test) { return std::find(known.begin(), known.end(), test) != known.end(); };
  Mistake mistake{.id = table.text("id"),
                  .lesson = table.text("lesson"),
                  .says = table.text("says"),
                  .is = table.text("is"),
                  .tests = table.texts_or_none("tests"),
                  .statement = table.flag_or("statement", false),
                  .hint = table.text_or("hint", "")};
  for (std::size_t i = 0; i < mistake.tests.size(); ++i)
    if (!exists(mistake.tests[i])) no_such_test(table.place_of_item("tests", i), mistake.tests[i], known);
  if (!mistake.hint.empty() && !exists(mistake.hint)) no_such_test(table.place("hint"), mistake.hint, known);
  if (!mistake.hint.empty() && !assignment.texts.contains(mistake.hint))
    table.complain("hint", cat(assay::quoted(mistake.hint), " has no hint in feedback.toml"));
  if (mistake.tests.empty() && !mistake.statement && mistake.hint.empty())
    throw Fault(cat(table.place(), ": ", assay::quoted(mistake.id), " is answered nowhere"),
                "name tests that reward the right value, or say statement = true, or name the test whose hint explains it");
  table.done();
  return mistake;
}

}  // namespace

std::vector<Mistake> load_mistakes(const Assignment& assignment) {
  const fs::path path = assignment.directory / "mistakes.toml";
  if (!fs::exists(path)) return {};
  const TomlFile file(path, shown_path(path));
  TomlTable root = file.root();
  std::vector<Mistake> mistakes;
  for (TomlTable& table : root.tables_or_none("mistake")) {
    Mistake mistake = read_mistake(table, assignment);
    if (std::any_of(mistakes.begin(), mistakes.end(), [&](const Mistake& known) { return known.id == mistake.id; }))
      table.complain("id", cat("id: ", assay::quoted(mistake.id), " stands twice"));
    mistakes.push_back(std::move(mistake));
  }
  root.done();
  return mistakes;
}

}  // namespace assay
