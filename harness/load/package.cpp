#include "load/package.hpp"

#include <set>

#include "base/fault.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "load/suite_list.hpp"

namespace assay {
namespace {

/// What must stand nowhere in the package: names and texts of hidden tests.
std::set<std::string> secrets_of(const Assignment& assignment) {
  std::set<std::string> secrets;
  for (const auto& [test, text] : assignment.texts) {
    if (!text.hidden) continue;
    secrets.insert(test);
    for (const LocalText* words : {&text.title, &text.hint})
      for (const Language language : all_languages)
        if (words->in(language).size() >= 12) secrets.insert(words->in(language));
  }
  return secrets;
}

void place_copy(const fs::path& from, const fs::path& to) {
  fs::create_directories(to.parent_path());
  copy_tree(from, to, CopyRules{.skip = {"__pycache__"}});
}

/// mutants.toml without patches: what the students' certificate names.
std::string known_mistakes(const std::vector<Mutant>& mutants, const Certificate& certificate) {
  std::string out = "# Made by `assay package`: mistakes that students are told when their work looks like one.\ntexts_only = true\n";
  for (const Certificate::Program& program : certificate.programs)
    for (const Mutant& mutant : mutants) {
      if (mutant.id != program.id) continue;
      const auto text = [](const std::string& words) { return to_text(Json(words)); };
      out += cat("\n[[mutant]]\nid = ", text(mutant.id), "\ncosts = ", to_text(Json(mutant.costs)), "\nmisconception = { uk = ",
                 text(mutant.misconception.uk), ", ru = ", text(mutant.misconception.ru), ", en = ", text(mutant.misconception.en), " }\n");
    }
  return out;
}

void write_assignment(const Home& home, const Assignment& assignment, const fs::path& share) {
  const fs::path own = fs::path("assignments") / assignment.id, to = share / own;
  for (const char* name : {"assignment.toml", "feedback.toml", "README.uk.md", "README.ru.md", "README.en.md"})
    place_copy(home.root / own / name, to / name);
  place_copy(home.root / "templates" / "starter" / assignment.id, share / "templates" / "starter" / assignment.id);
  const Rubric rubric = load_rubric(home, assignment);
  fs::create_directories(share / "rubrics");
  write_file(share / "rubrics" / (assignment.id + ".toml"), projected_rubric(rubric, assignment));
  const std::optional<Certificate> certificate = load_certificate(assignment);
  // Students are told that the suite is proved only while it is.
  if (!certificate || standing_of(certificate, proof_sources(home, assignment, rubric), {}).state != Standing::State::certified) return;
  const Certificate projected = projected_certificate(*certificate, assignment);
  write_file(to / "certificate.json", to_text(to_json(projected), 1) + "\n");
  fs::create_directories(to / "mutants");
  write_file(to / "mutants" / "mutants.toml", known_mistakes(load_mutants(assignment, rubric), projected));
}

void write_suite(const Home& home, const Assignment& assignment, const fs::path& place) {
  const fs::path program = home.suite(assignment.id + "-public");
  for (const std::string& test : tests_in(program)) {
    const auto text = assignment.texts.find(test);
    if (text != assignment.texts.end() && text->second.hidden)
      throw Fault(cat(program.string(), ": holds the hidden test ", assay::quoted(test)), "build it again");
  }
  place_copy(program, place / "lib" / "assay" / "suites" / assignment.id);
}

/// The last word: nothing that was written holds a secret, whatever way it came.
void demand_no_secrets(const fs::path& place, const Assignment& assignment) {
  const std::set<std::string> secrets = secrets_of(assignment);
  if (secrets.empty()) return;
  for (const auto& entry : fs::recursive_directory_iterator(place)) {
    if (!entry.is_regular_file()) continue;
    const std::string bytes = read_file(entry.path(), std::size_t{1} << 30);
    for (const std::string& secret : secrets)
      if (bytes.find(secret) != std::string::npos)
        throw Fault(cat(entry.path().string(), ": holds ", assay::quoted(secret), " of a hidden test: the package is not to be given away"),
                    "take it out of the file that this one is made from, and remove the package");
  }
}

}  // namespace

void write_student_package(const Home& home, const std::vector<std::string>& ids, const fs::path& place) {
  if (fs::exists(place)) throw Fault(cat(place.string(), ": is there already"), "name a directory that is not");
  const fs::path share = place / "share" / "assay", parts = place / "lib" / "assay";
  place_copy(home.parts / "assay", place / "bin" / "assay");
  for (const char* part : {"assay-cell", "assay-probe", "assay-intake", "assay-checks"}) place_copy(home.parts / part, parts / part);
  for (const char* shared : {"templates/report", "templates/common", "templates/workdir", "ci/runtime", "ci/lib.sh", "harness/check/mutators",
                             "harness/check/style", "harness/suite/ahead.py"})
    place_copy(home.root / shared, share / shared);
  for (const std::string& id : ids) {
    const Assignment assignment = load_assignment(home, id);
    write_suite(home, assignment, place);
    write_assignment(home, assignment, share);
    demand_no_secrets(place, assignment);
  }
}

}  // namespace assay
