#include "programs.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/text.hpp"
#include "own_tests.hpp"
#include "process/process.hpp"

namespace assay {
namespace {

using namespace std::chrono_literals;
using Kind = Trial::Kind;

std::vector<std::string> directories(const fs::path& parent) {
  std::vector<std::string> names;
  if (fs::is_directory(parent))
    for (const auto& entry : fs::directory_iterator(parent))
      if (entry.is_directory()) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// The reference with the mutant's patch, in a directory of its own.
std::string patched(const fs::path& reference, const Mutant& mutant, const fs::path& to) {
  copy_tree(reference, to);
  const Completed done = run({.argv = {"/usr/bin/patch", "-p1", "-s", "-f", "--no-backup-if-mismatch", "-i", fs::absolute(mutant.patch).string()},
                              .environment = {{"PATH", "/usr/bin:/bin"}, {"LANG", "C.UTF-8"}},
                              .cwd = to},
                             Deadline::in(30s));
  return done.ok() ? "" : cat("its patch does not apply: ", trimmed(printable(done.out + done.err)));
}

/// The null solution in a directory of its own, as a submission of this assignment: its server stands for whatever listens there.
void as_submission(const fs::path& scenario, const Assignment& assignment, const fs::path& to) {
  copy_tree(scenario, to);
  if (!fs::exists(to / "server.py")) return;
  std::string commands;
  for (const auto& [name, role] : assignment.roles) {
    if (role.ready == Ready::port) commands += cat("[role.", name, "]\ncommand = [\"python\", \"server.py\"]\n");
    else if (name == "migrate") commands += cat("[role.", name, "]\ncommand = [\"python\", \"-c\", \"pass\"]\n");
  }
  write_file(to / "submission.toml", commands);
}

/// Whether the patch changes nothing but the own tests.
bool changes_only_tests(const fs::path& patch) {
  const std::vector<std::string> lines = split(read_file(patch), '\n');
  return std::all_of(lines.begin(), lines.end(), [](const std::string& line) {
    const bool names_file = line.starts_with("+++ ") || line.starts_with("--- ");
    return !names_file || line.find("/tests/") != std::string::npos || line.ends_with("/dev/null");
  });
}

}  // namespace

const char* word_of(Trial::Kind kind) {
  switch (kind) {
    case Trial::Kind::reference: return "reference";
    case Trial::Kind::starter: return "starter";
    case Trial::Kind::mutant: return "mutant";
    case Trial::Kind::alternative: return "alternative";
    case Trial::Kind::null_solution: return "null";
  }
  std::abort();
}

std::set<std::string> about_own_tests(const Assignment& assignment, const Rubric& rubric) {
  std::set<std::string> ids;
  for (const Criterion& criterion : rubric.criteria)
    for (const std::string& pattern : criterion.tests)
      for (const Group& group : assignment.groups)
        if (std::any_of(group.tests.begin(), group.tests.end(),
                        [&](const std::string& test) { return needs_altered_copy(test) && matches(pattern, test); }))
          ids.insert(criterion.id);
  return ids;
}

std::vector<Entry> make_entries(const Home& home, const Assignment& assignment, const Rubric& rubric, const fs::path& place) {
  std::vector<Entry> entries;
  std::vector<std::string> languages = directories(home.root / "reference" / assignment.id);
  std::stable_partition(languages.begin(), languages.end(), [](const std::string& language) { return language == "python"; });
  for (const std::string& language : languages) {
    const fs::path path = home.root / "reference" / assignment.id / language;
    entries.push_back({{.kind = Kind::reference, .id = language}, path});
    entries.push_back({{.kind = Kind::reference, .id = cat(language, again_suffix)}, path});
  }
  if (fs::is_directory(assignment.starter)) entries.push_back({{.kind = Kind::starter, .id = "starter"}, assignment.starter});
  for (const std::string& name : directories(assignment.directory / "alternatives"))
    entries.push_back({{.kind = Kind::alternative, .id = name}, assignment.directory / "alternatives" / name});
  for (const std::string& name : directories(home.root / "harness" / "scenarios"))
    if (name.starts_with("null-")) {
      as_submission(home.root / "harness" / "scenarios" / name / "submission", assignment, place / name);
      entries.push_back({{.kind = Kind::null_solution, .id = name}, place / name});
    }
  const fs::path reference = home.root / "reference" / assignment.id / "python";
  const std::set<std::string> own = about_own_tests(assignment, rubric);
  for (const Mutant& mutant : load_mutants(assignment, rubric)) {
    Entry entry{{.kind = Kind::mutant, .id = mutant.id, .expected = mutant.costs, .earns = mutant.earns}, place / mutant.id};
    entry.trial.altered_copies = changes_only_tests(mutant.patch) ||
                                 std::any_of(mutant.costs.begin(), mutant.costs.end(),
                                             [&](const std::string& cost) { return own.contains(cost); });
    entry.trial.problem = patched(reference, mutant, entry.path);
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace assay
