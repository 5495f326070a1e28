#include <cstdlib>
#include <iostream>

#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/session.hpp"

namespace assay {
namespace {

std::size_t tests_of(const Assignment& assignment) {
  std::size_t count = 0;
  for (const Group& group : assignment.groups) count += group.tests.size();
  return count;
}

/// Whether the suite as it is here has been proved.
const char* proof_of(const Assignment& assignment) {
  const Home where = home();
  const Standing standing = standing_of(load_certificate(assignment), proof_sources(where, assignment, load_rubric(where, assignment)), {});
  switch (standing.state) {
    case Standing::State::none: return "no certificate";
    case Standing::State::uncertified: return "changed since it was certified";
    case Standing::State::elsewhere: case Standing::State::certified: return "certified";
  }
  std::abort();
}

Json facts_of(const Assignment& assignment, Language language) {
  Json tests = Json::array();
  for (const Group& group : assignment.groups)
    for (const std::string& test : group.tests) {
      const auto text = assignment.texts.find(test);
      tests.push_back({{"test", test}, {"title", text == assignment.texts.end() ? "" : text->second.title.in(language)}});
    }
  return {{"id", assignment.id}, {"title", assignment.title.in(language)}, {"tests", tests}, {"proof", proof_of(assignment)}};
}

void print_assignment(const Course& course, Language language) {
  std::cout << course.assignment.id << "  " << course.assignment.title.in(language) << "\n\n";
  for (const Criterion& criterion : course.rubric.criteria) {
    const char* kind = criterion.kind == CriterionKind::required   ? "required"
                       : criterion.kind == CriterionKind::optional ? "optional"
                       : criterion.kind == CriterionKind::bonus    ? "bonus"
                                                                   : "penalty";
    std::cout << "  " << (criterion.kind == CriterionKind::penalty ? "-" : "") << to_string(criterion.points) << "  " << kind << "  "
              << criterion.id << ": " << criterion.title.in(language) << '\n';
  }
  std::cout << '\n';
  for (const Group& group : course.assignment.groups)
    for (const std::string& test : group.tests) {
      const auto text = course.assignment.texts.find(test);
      std::cout << "  " << test << (text == course.assignment.texts.end() ? "" : "  " + text->second.title.in(language)) << '\n';
    }
}

}  // namespace

int run_list(const ListCommand& command) {
  const Language language = command.show.language.value_or(locale_language());
  if (!command.assignment.empty()) {
    const Course course = open_course(command.assignment);
    if (command.json) std::cout << to_text(facts_of(course.assignment, language), 1) << '\n';
    else print_assignment(course, language);
    return 0;
  }
  Json all = Json::array();
  const Home where = home();
  for (const std::string& id : assignment_ids(where)) {
    const Assignment assignment = load_assignment(where, id);
    all.push_back(facts_of(assignment, language));
    if (!command.json)
      std::cout << id << "  " << assignment.title.in(language) << "  (" << tests_of(assignment) << " tests, " << proof_of(assignment) << ")\n";
  }
  if (command.json) std::cout << to_text(all, 1) << '\n';
  return 0;
}

}  // namespace assay
