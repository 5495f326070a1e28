#include "contract.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"

namespace assay {
namespace {

using Names = std::set<std::string>;
using Anchors = std::vector<Anchor> TaskText::*;

Names names_of(const std::vector<Anchor>& anchors) {
  Names names;
  for (const Anchor& anchor : anchors) names.insert(anchor.name);
  return names;
}

std::string file_of(Language language) { return cat("README.", code(language), ".md"); }

std::string perhaps(const std::string& wrong, const Names& known) {
  const std::string likely = closest(wrong, {known.begin(), known.end()});
  return likely.empty() ? "" : cat(" (closest: ", likely, ')');
}

/// A sentence binds once; a mistake may be explained at several places.
void find_repeated(const TaskTexts& statements, std::vector<std::string>& problems) {
  for (const auto& [language, statement] : statements) {
    Names seen;
    for (const Anchor& anchor : statement.sentences)
      if (!seen.insert(anchor.name).second) problems.push_back(cat(file_of(language), ": the anchor c: ", anchor.name, " stands twice"));
  }
}

void find_differences(const TaskTexts& statements, Anchors kind, const char* letter, std::vector<std::string>& problems) {
  Names all;
  for (const auto& [language, statement] : statements) all.merge(names_of(statement.*kind));
  for (const auto& [language, statement] : statements) {
    const Names here = names_of(statement.*kind);
    for (const std::string& name : all)
      if (!here.contains(name)) problems.push_back(cat(file_of(language), ": lacks the anchor ", letter, ": ", name, ", which another language has"));
  }
}

bool counts(const std::string& test, const Rubric& rubric) {
  return std::none_of(rubric.uncounted.begin(), rubric.uncounted.end(),
                      [&](const std::string& pattern) { return matches(pattern, test); });
}

/// Gives the sentences that some test checks.
Names find_in_tests(const Assignment& assignment, const Rubric& rubric, const Names& known, std::vector<std::string>& problems) {
  Names checked;
  for (const Group& group : assignment.groups)
    for (const std::string& test : group.tests) {
      const auto text = assignment.texts.find(test);
      const std::vector<std::string> contract = text == assignment.texts.end() ? std::vector<std::string>{} : text->second.contract;
      checked.insert(contract.begin(), contract.end());
      for (const std::string& name : contract)
        if (!known.contains(name)) problems.push_back(cat(test, ": checks ", quoted(name), ", which is no anchor of the statement", perhaps(name, known)));
      if (contract.empty() && group.evidence == Evidence::suite && counts(test, rubric))
        problems.push_back(cat(test, ": says with no contract = \"…\" which sentence of the statement it checks"));
    }
  return checked;
}

void find_in_mistakes(const Names& explained, const std::vector<Mistake>& mistakes, std::vector<std::string>& problems) {
  Names said;
  for (const Mistake& mistake : mistakes) {
    if (mistake.statement) said.insert(mistake.id);
    if (mistake.statement && !explained.contains(mistake.id))
      problems.push_back(cat("mistakes.toml: ", quoted(mistake.id), " has statement = true, but the statements have no anchor m: ", mistake.id));
  }
  for (const std::string& name : explained)
    if (!said.contains(name)) problems.push_back(cat("the statements have the anchor m: ", name, ", but mistakes.toml has no such mistake with statement = true", perhaps(name, said)));
}

}  // namespace

ContractFindings check_contract(const Assignment& assignment, const Rubric& rubric, const TaskTexts& statements,
                                const std::vector<Mistake>& mistakes) {
  ContractFindings findings;
  Names known, explained;
  for (const auto& [language, statement] : statements) {
    known.merge(names_of(statement.sentences));
    explained.merge(names_of(statement.mistakes));
  }
  find_repeated(statements, findings.problems);
  find_differences(statements, &TaskText::sentences, "c", findings.problems);
  find_differences(statements, &TaskText::mistakes, "m", findings.problems);
  const Names checked = find_in_tests(assignment, rubric, known, findings.problems);
  find_in_mistakes(explained, mistakes, findings.problems);
  for (const Anchor& anchor : statements.at(Language::en).sentences)
    if (!checked.contains(anchor.name)) findings.untested.push_back(anchor.name);
  return findings;
}

}  // namespace assay
