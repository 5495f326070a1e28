#include <algorithm>
#include <set>

#include "base/digest.hpp"
#include "load/load.hpp"
#include "load/toml_file.hpp"

namespace assay {
namespace {

const std::vector<std::pair<std::string, CriterionKind>> kind_words{{"required", CriterionKind::required},
                                                                    {"optional", CriterionKind::optional},
                                                                    {"bonus", CriterionKind::bonus},
                                                                    {"penalty", CriterionKind::penalty}};
const std::vector<std::pair<std::string, Rule>> gain_words{
    {"share", Rule::share}, {"all", Rule::all}, {"any", Rule::any}, {"reach", Rule::reach}, {"manual", Rule::manual}};
const std::vector<std::pair<std::string, Rule>> penalty_words{
    {"any_failed", Rule::any_failed}, {"half_failed", Rule::half_failed}, {"manual", Rule::manual}};
const std::vector<std::pair<std::string, HistoryFact>> fact_words{{"days_late", HistoryFact::days_late},
                                                                  {"active_days", HistoryFact::active_days},
                                                                  {"meaningful_commits", HistoryFact::meaningful_commits}};

/// What patterns may name, and what the rubric has named so far.
class Coverage {
 public:
  explicit Coverage(const Assignment& assignment) {
    for (const Group& group : assignment.groups) {
      tests_.insert(tests_.end(), group.tests.begin(), group.tests.end());
      names_.push_back(group.name + ".*");
    }
    names_.insert(names_.end(), tests_.begin(), tests_.end());
  }

  /// Reads the patterns under `key`; each must match a test.
  std::vector<std::string> patterns(TomlTable& table, const std::string& key, const std::string& whose,
                                    std::set<std::string>& matched) const {
    const std::vector<std::string> patterns = table.texts_or_none(key);
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      bool any = false;
      for (const std::string& test : tests_)
        if (matches(patterns[i], test)) {
          matched.insert(test);
          any = true;
        }
      if (any) continue;
      const std::string likely = closest(patterns[i], names_);
      throw Fault(cat(table.place_of_item(key, i), ": ", whose, ": no test matches ", assay::quoted(patterns[i]),
                      likely.empty() ? "" : cat(" (closest: ", assay::quoted(likely), ')')));
    }
    return patterns;
  }

  const std::vector<std::string>& tests() const { return tests_; }

 private:
  std::vector<std::string> tests_, names_;
};

void read_fact(TomlTable& table, Criterion& criterion) {
  criterion.rule = Rule::per_fact;
  criterion.fact = table.one_of("fact", fact_words);
  if (table.has("at_least")) {
    criterion.at_least = static_cast<int>(table.number("at_least", 1, 1'000'000));
    criterion.points = table.points("points");
    return;
  }
  criterion.per_unit = table.points("per_unit");
  criterion.cap = static_cast<int>(table.number_or("cap", 1, 1000, 0));
  criterion.points = {criterion.per_unit.hundredths * std::max(criterion.cap, 1)};
}

Criterion read_criterion(TomlTable& table, CriterionKind kind, bool projection, const Coverage& coverage, std::set<std::string>& used) {
  Criterion criterion;
  criterion.kind = kind;
  criterion.id = table.text("id");
  const std::string whose = cat("criterion ", assay::quoted(criterion.id));
  criterion.title = table.local_text("title");
  criterion.hint = table.local_text("hint");
  criterion.lesson = table.text_or("lesson", "");
  criterion.python_only = table.flag_or("python_only", false);
  criterion.not_graded = table.local_text_or_none("not_graded");
  criterion.needs = table.texts_or_none("needs");
  criterion.tests = coverage.patterns(table, "tests", whose, used);
  if (projection) criterion.hidden = static_cast<int>(table.number_or("hidden", 1, 100'000, 0));
  if (table.has("fact")) {
    read_fact(table, criterion);
  } else {
    const bool takes = kind == CriterionKind::penalty;
    criterion.points = table.points("points");
    criterion.rule = takes ? table.one_of("rule", penalty_words) : table.one_of_or("rule", gain_words, Rule::share);
  }
  if (criterion.rule == Rule::reach) criterion.percent = static_cast<int>(table.number("percent", 1, 100));
  const bool by_tests = criterion.rule != Rule::manual && criterion.rule != Rule::per_fact && criterion.not_graded.empty();
  if (by_tests && criterion.tests.empty() && criterion.hidden == 0) table.complain("tests", cat(whose, ": no tests decide it"));
  if (!by_tests && criterion.not_graded.empty() && !criterion.tests.empty())
    table.complain("tests", cat(whose, ": its rule looks at no tests"));
  table.done();
  return criterion;
}

/// Depth-first over `needs`; `path` holds the criteria on the way.
void check_circle(const Rubric& rubric, const Criterion& criterion, const std::map<std::string, std::string>& places,
                  std::vector<std::string>& path, std::set<std::string>& safe) {
  if (safe.count(criterion.id) != 0) return;
  const bool again = std::find(path.begin(), path.end(), criterion.id) != path.end();
  path.push_back(criterion.id);
  if (again)
    throw Fault(cat(places.at(criterion.id), ": criterion ", assay::quoted(criterion.id), " needs itself: ", join(path, " -> ")));
  for (const std::string& need : criterion.needs)
    for (const Criterion& other : rubric.criteria)
      if (other.id == need) check_circle(rubric, other, places, path, safe);
  path.pop_back();
  safe.insert(criterion.id);
}

void check_needs(const Rubric& rubric, const std::map<std::string, std::string>& places) {
  std::vector<std::string> known;
  for (const Criterion& criterion : rubric.criteria)
    if (criterion.kind != CriterionKind::penalty) known.push_back(criterion.id);
  for (const Criterion& criterion : rubric.criteria)
    for (const std::string& need : criterion.needs) {
      if (std::find(known.begin(), known.end(), need) != known.end()) continue;
      const std::string likely = closest(need, known);
      throw Fault(cat(places.at(criterion.id), ": criterion ", assay::quoted(criterion.id), " needs ", assay::quoted(need),
                      ", which is no criterion that gives points", likely.empty() ? "" : cat(" (closest: ", likely, ')')));
    }
  std::set<std::string> safe;
  for (const Criterion& criterion : rubric.criteria) {
    std::vector<std::string> path;
    check_circle(rubric, criterion, places, path, safe);
  }
}

std::map<CriterionKind, Points> read_sums(TomlTable& file, const std::string& key) {
  std::map<CriterionKind, Points> sums;
  if (!file.has(key)) return sums;
  TomlTable table = file.table(key);
  for (const auto& [word, kind] : kind_words)
    if (kind != CriterionKind::penalty && table.has(word)) sums[kind] = table.points(word);
  table.done();
  return sums;
}

void check_totals(TomlTable& file, const Rubric& rubric) {
  TomlTable table = file.table("totals");
  for (const auto& [word, kind] : kind_words) {
    if (kind == CriterionKind::penalty) continue;
    Points sum;
    for (const Criterion& criterion : rubric.criteria)
      if (criterion.kind == kind) sum += criterion.points;
    const auto stated = rubric.totals.find(kind);
    const Points total = stated == rubric.totals.end() ? Points{} : stated->second;
    if (sum != total)
      table.complain(word, cat("totals: expected ", to_string(sum), " as the sum of the ", word, " criteria, got ", to_string(total)));
  }
}

PassRule read_pass(TomlTable& file) {
  TomlTable table = file.table("pass");
  PassRule pass;
  pass.of = table.one_of<CriterionKind>("of", {kind_words[0], kind_words[1]});
  pass.points = table.points("points");
  pass.penalties_after = table.one_of<bool>("penalties", {{"after", true}, {"ignored", false}});
  table.done();
  return pass;
}

void read_uncounted(TomlTable& file, Rubric& rubric, const Coverage& coverage, const std::set<std::string>& used,
                    const std::string& shown) {
  std::set<std::string> uncounted;
  rubric.uncounted = coverage.patterns(file, "uncounted", "uncounted", uncounted);
  for (const std::string& test : coverage.tests()) {
    const bool counts = used.count(test) != 0, listed = uncounted.count(test) != 0;
    if (counts && listed)
      file.complain("uncounted", cat("uncounted: test ", assay::quoted(test), " decides a criterion"));
    if (!counts && !listed)
      throw Fault(cat(shown, ": test ", assay::quoted(test), " decides no criterion and is not listed as uncounted"),
                  "name it in a criterion's tests, or in uncounted");
  }
}

}  // namespace

Rubric load_rubric_file(const fs::path& path, const Assignment& assignment) {
  const std::string shown = shown_path(path);
  const TomlFile file(path, shown);
  TomlTable root = file.root();
  const Coverage coverage(assignment);
  Rubric rubric;
  rubric.assignment = root.text("assignment");
  if (rubric.assignment != assignment.id)
    root.complain("assignment", cat("assignment: expected ", assay::quoted(assignment.id), ", got ", assay::quoted(rubric.assignment)));
  const bool projection = root.flag_or("projection", false);   // made by `assay package`: tests that students do not get are a number
  if (projection) rubric.hidden = static_cast<int>(root.number_or("hidden", 1, 100'000, 0));
  rubric.totals = read_sums(root, "totals");
  rubric.caps = read_sums(root, "caps");
  rubric.pass = read_pass(root);
  if (root.has("starter_score")) rubric.starter_score = root.points("starter_score", Points{});

  std::set<std::string> used;
  std::map<std::string, std::string> places;
  for (const auto& [word, kind] : kind_words)
    for (TomlTable& table : root.tables_or_none(word)) {
      rubric.criteria.push_back(read_criterion(table, kind, projection, coverage, used));
      const std::string& id = rubric.criteria.back().id;
      if (!places.emplace(id, table.place("id")).second)
        table.complain("id", cat("criterion ", assay::quoted(id), " exists already at ", places.at(id)));
    }
  root.has("uncounted");  // read below: a misspelt table is what makes the sums wrong, so it is named first
  root.done();
  if (rubric.criteria.empty()) throw Fault(cat(shown, ": no criteria"), "add: [[required]]");
  check_needs(rubric, places);
  check_totals(root, rubric);
  read_uncounted(root, rubric, coverage, used, shown);
  rubric.digest = sha256(replaced(read_file(path), "\r\n", "\n"));
  return rubric;
}

Rubric load_rubric(const Home& home, const Assignment& assignment) {
  return load_rubric_file(home.root / "rubrics" / (assignment.id + ".toml"), assignment);
}

}  // namespace assay
