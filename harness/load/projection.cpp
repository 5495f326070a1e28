// The rubric and the certificate of the student package.
#include <algorithm>
#include <set>

#include "base/json.hpp"
#include "base/text.hpp"
#include "load/package.hpp"

namespace assay {
namespace {

constexpr std::pair<CriterionKind, const char*> kinds[] = {{CriterionKind::required, "required"}, {CriterionKind::optional, "optional"},
                                                           {CriterionKind::bonus, "bonus"}, {CriterionKind::penalty, "penalty"}};

bool is_hidden(const Assignment& assignment, const std::string& test) {
  const auto text = assignment.texts.find(test);
  return text != assignment.texts.end() && text->second.hidden;
}

/// Tests that a pattern names; a JSON string is a string of TOML too.
std::vector<std::string> named(const Assignment& assignment, const std::string& pattern, bool hidden) {
  std::vector<std::string> tests;
  for (const Group& group : assignment.groups)
    for (const std::string& test : group.tests)
      if (is_hidden(assignment, test) == hidden && matches(pattern, test)) tests.push_back(test);
  return tests;
}

std::vector<std::string> public_patterns(const Assignment& assignment, const std::vector<std::string>& patterns) {
  std::vector<std::string> kept;
  for (const std::string& pattern : patterns)
    if (!named(assignment, pattern, false).empty()) kept.push_back(pattern);
  return kept;
}

int hidden_in(const Assignment& assignment, const std::vector<std::string>& patterns) {
  std::set<std::string> tests;
  for (const std::string& pattern : patterns)
    for (const std::string& test : named(assignment, pattern, true)) tests.insert(test);
  return static_cast<int>(tests.size());
}

std::string as_toml(const std::string& text) { return to_text(Json(text)); }
std::string as_toml(const std::vector<std::string>& texts) { return to_text(Json(texts)); }
std::string as_toml(const LocalText& text) { return cat("{ uk = ", as_toml(text.uk), ", ru = ", as_toml(text.ru), ", en = ", as_toml(text.en), " }"); }

const char* rule_word(Rule rule) {
  switch (rule) {
    case Rule::all: return "all";
    case Rule::share: return "share";
    case Rule::any: return "any";
    case Rule::reach: return "reach";
    case Rule::any_failed: return "any_failed";
    case Rule::half_failed: return "half_failed";
    case Rule::manual: return "manual";
    case Rule::per_fact: return "";
  }
  std::abort();
}

const char* fact_word(HistoryFact fact) {
  switch (fact) {
    case HistoryFact::days_late: return "days_late";
    case HistoryFact::active_days: return "active_days";
    case HistoryFact::meaningful_commits: return "meaningful_commits";
  }
  std::abort();
}

std::string amount_lines(const Criterion& criterion) {
  if (!criterion.fact) {
    const std::string percent = criterion.rule == Rule::reach ? cat("percent = ", criterion.percent, "\n") : "";
    return cat("points = ", to_string(criterion.points), "\nrule = ", as_toml(std::string(rule_word(criterion.rule))), "\n", percent);
  }
  const std::string fact = cat("fact = ", as_toml(std::string(fact_word(*criterion.fact))), "\n");
  if (criterion.at_least > 0) return cat(fact, "at_least = ", criterion.at_least, "\npoints = ", to_string(criterion.points), "\n");
  return cat(fact, "per_unit = ", to_string(criterion.per_unit), "\n", criterion.cap > 0 ? cat("cap = ", criterion.cap, "\n") : "");
}

std::string criterion_lines(const Criterion& criterion) {
  std::string out = cat("id = ", as_toml(criterion.id), "\ntitle = ", as_toml(criterion.title), "\nhint = ", as_toml(criterion.hint), "\n", amount_lines(criterion));
  if (!criterion.lesson.empty()) out += cat("lesson = ", as_toml(criterion.lesson), "\n");
  if (criterion.python_only) out += "python_only = true\n";
  if (!criterion.not_graded.empty()) out += cat("not_graded = ", as_toml(criterion.not_graded), "\n");
  if (!criterion.needs.empty()) out += cat("needs = ", as_toml(criterion.needs), "\n");
  if (!criterion.tests.empty()) out += cat("tests = ", as_toml(criterion.tests), "\n");
  if (criterion.hidden > 0) out += cat("hidden = ", criterion.hidden, "\n");
  return out;
}

std::string sums(const char* name, const std::map<CriterionKind, Points>& points) {
  std::string out;
  for (const auto& [kind, word] : kinds)
    if (const auto found = points.find(kind); found != points.end()) out += cat(word, " = ", to_string(found->second), "\n");
  return out.empty() ? out : cat("\n[", name, "]\n", out);
}

}  // namespace

bool has_hidden(const Assignment& assignment) { return hidden_in(assignment, {"*"}) > 0; }

Assignment public_assignment(Assignment assignment) {
  const auto hidden = [&](const std::string& test) { return is_hidden(assignment, test); };
  for (Group& group : assignment.groups) std::erase_if(group.tests, hidden);
  std::erase_if(assignment.texts, [](const auto& text) { return text.second.hidden; });
  return assignment;
}

Rubric public_rubric(Rubric rubric, const Assignment& assignment) {
  rubric.hidden += hidden_in(assignment, {"*"});   // Students have such a rubric, and no hidden test, already.
  for (Criterion& criterion : rubric.criteria) {
    criterion.hidden += hidden_in(assignment, criterion.tests);
    criterion.tests = public_patterns(assignment, criterion.tests);
  }
  rubric.uncounted = public_patterns(assignment, rubric.uncounted);
  return rubric;
}

std::string projected_rubric(const Rubric& whole, const Assignment& assignment) {
  const Rubric rubric = public_rubric(whole, assignment);
  std::string out = cat("# Made by `assay package`: what students get. `hidden` counts tests that are not named.\nassignment = ",
                        as_toml(rubric.assignment), "\nprojection = true\n");
  if (!rubric.uncounted.empty()) out += cat("uncounted = ", as_toml(rubric.uncounted), "\n");
  if (rubric.hidden > 0) out += cat("hidden = ", rubric.hidden, "\n");
  out += sums("totals", rubric.totals) + sums("caps", rubric.caps);
  out += cat("\n[pass]\nof = ", as_toml(std::string(rubric.pass.of == CriterionKind::optional ? "optional" : "required")), "\npoints = ",
             to_string(rubric.pass.points), "\npenalties = ", rubric.pass.penalties_after ? "\"after\"" : "\"ignored\"", "\n");
  for (const auto& [kind, word] : kinds)
    for (const Criterion& criterion : rubric.criteria)
      if (criterion.kind == kind) out += cat("\n[[", word, "]]\n", criterion_lines(criterion));
  return out;
}

Certificate projected_certificate(const Certificate& certificate, const Assignment& assignment) {
  Certificate projected{.assignment = certificate.assignment, .versions = certificate.versions};
  for (const Certificate::Program& program : certificate.programs) {
    if (program.kind != "mutant") continue;
    Certificate::Program kept{.kind = program.kind, .id = program.id};
    for (const std::string& test : program.failed_tests)
      if (!is_hidden(assignment, test)) kept.failed_tests.push_back(test);
    if (!kept.failed_tests.empty()) projected.programs.push_back(std::move(kept));
  }
  return projected;
}

}  // namespace assay
