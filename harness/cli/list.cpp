#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "base/fault.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/mistakes.hpp"
#include "cli/session.hpp"
#include "workshop.hpp"

namespace assay {
namespace {

std::size_t tests_of(const Assignment& assignment) {
  std::size_t count = 0;
  for (const Group& group : assignment.groups) count += group.tests.size();
  return count;
}

/// Whether the suite as it is here has been proved, and on what.
std::string proof_of(const Assignment& assignment) {
  const Home where = home();
  const auto certificate = load_certificate(assignment);
  // That of the student package names no sources: it is there only where the proof held.
  const bool names_sources = certificate && !certificate->sources.empty();
  const auto sources = names_sources ? proof_sources(where, assignment, load_rubric(where, assignment)) : std::map<std::string, std::string>();
  const Standing standing = standing_of(certificate, sources, versions_here(where, assignment));
  std::vector<std::string> differs;
  for (const Standing::Version& version : standing.differs) differs.push_back(cat(version.name, ' ', version.proved, ", here ", version.here));
  switch (standing.state) {
    case Standing::State::none: return "not certified";
    case Standing::State::uncertified: return cat("not certified: changed since the proof: ", join(standing.changed, ", "));
    case Standing::State::elsewhere: return "certified on " + join(differs, "; ");
    case Standing::State::certified: return "certified, " + name_of(*certificate);
  }
  std::abort();
}

/// What is not installed that the assignment needs, or nothing.
std::string lack_of(const Assignment& assignment) {
  try {
    check_installed(home(), assignment);
    return "";
  } catch (const Fault& fault) {
    return cat("  cannot be graded here: ", fault.what(), fault.hint().empty() ? "" : cat("\n  hint: ", fault.hint()));
  }
}

Json facts_of(const Assignment& assignment, Language language) {
  Json tests = Json::array();
  for (const Group& group : assignment.groups)
    for (const std::string& test : group.tests) {
      const auto text = assignment.texts.find(test);
      tests.push_back({{"test", test}, {"title", text == assignment.texts.end() ? "" : text->second.title.in(language)}});
    }
  return {{"id", assignment.id}, {"title", assignment.title.in(language)}, {"tests", tests}, {"proof", proof_of(assignment)},
          {"lacks", trimmed(lack_of(assignment))}};
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

/// What is wrong with one assignment does not hide the others.
int list_one(const std::string& id, Language language, bool json, Json& all) {
  try {
    const Assignment assignment = load_assignment(home(), id);
    all.push_back(facts_of(assignment, language));
    if (!json)
      std::cout << id << "  " << assignment.title.in(language) << "  (" << tests_of(assignment) << " tests, " << proof_of(assignment) << ")\n";
    if (const std::string lack = lack_of(assignment); !json && !lack.empty()) std::cout << lack << '\n';
    return 0;
  } catch (const Fault& fault) {
    all.push_back({{"id", id}, {"problem", fault.what()}, {"hint", fault.hint()}});
    if (!json) std::cout << id << "  CANNOT BE READ: " << one_line(fault.what()) << '\n';
    return static_cast<int>(fault.status());
  }
}

}  // namespace

int run_list(const ListCommand& command) {
  if (command.mistakes) {
    std::cout << mistakes_document(home());
    return 0;
  }
  const Language language = command.show.language.value_or(locale_language());
  if (!command.assignment.empty()) {
    const Course course = open_course(command.assignment);
    if (command.json) std::cout << to_text(facts_of(course.assignment, language), 1) << '\n';
    else print_assignment(course, language);
    return 0;
  }
  Json all = Json::array();
  int status = 0;
  for (const std::string& id : assignment_ids(home())) status = std::max(status, list_one(id, language, command.json, all));
  if (command.json) std::cout << to_text(all, 1) << '\n';
  return status;
}

}  // namespace assay
