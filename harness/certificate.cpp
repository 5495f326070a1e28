#include "certificate.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "first_words.hpp"

namespace assay {
namespace {

std::string misconception_of(const std::string& id, const std::vector<Mutant>& mutants) {
  for (const Mutant& mutant : mutants)
    if (mutant.id == id) return replaced(mutant.misconception.in(Language::en), "|", "\\|");
  return {};
}

/// Criteria that some mutant loses, in the rubric's order.
std::vector<std::string> exercised(const Certificate& certificate, const Rubric& rubric) {
  std::vector<std::string> ids;
  for (const Criterion& criterion : rubric.criteria)
    if (std::any_of(certificate.programs.begin(), certificate.programs.end(), [&](const Certificate::Program& program) {
          return program.kind == "mutant" && std::binary_search(program.lost.begin(), program.lost.end(), criterion.id);
        }))
      ids.push_back(criterion.id);
  return ids;
}

std::vector<std::string> sorted(std::vector<std::string> words) {
  std::sort(words.begin(), words.end());
  return words;
}

}  // namespace

Certificate certificate_of(const Home& home, const Assignment& assignment, const Rubric& rubric, const Proof& proof) {
  Certificate certificate{.assignment = assignment.id,
                          .sources = proof_sources(home, assignment, rubric),
                          .versions = proof.versions};
  for (const Trial& trial : proof.trials)
    certificate.programs.push_back({word_of(trial.kind), trial.id, trial.total, sorted(trial.lost), sorted(trial.failed_tests)});
  return certificate;
}

std::string certificate_table(const Certificate& certificate, const Rubric& rubric, const std::vector<Mutant>& mutants) {
  std::string text = cat("# Certificate of `", certificate.assignment, "`\n\n",
                         "Made by `assay verify --write`; not to be edited. Each program below was graded with the suite as it is here.\n\n");
  for (const auto& [name, version] : certificate.versions) text += cat("- ", name, " ", version, "\n");
  text += "\n| program | kind | points |\n|---|---|--:|\n";
  for (const Certificate::Program& program : certificate.programs)
    if (program.kind != "mutant") text += cat("| `", program.id, "` | ", program.kind, " | ", to_string(program.points), " |\n");

  const std::vector<std::string> criteria = exercised(certificate, rubric);
  text += "\nWhat each mistake costs; a column is a criterion:\n\n";
  for (std::size_t i = 0; i < criteria.size(); ++i) text += cat(i + 1, ". `", criteria[i], "`\n");
  text += "\n| mutant | the mistake |";
  for (std::size_t i = 0; i < criteria.size(); ++i) text += cat(" ", i + 1, " |");
  text += "\n|---|---|";
  for (std::size_t i = 0; i < criteria.size(); ++i) text += ":-:|";
  text += "\n";
  for (const Certificate::Program& program : certificate.programs) {
    if (program.kind != "mutant") continue;
    text += cat("| `", program.id, "` | ", misconception_of(program.id, mutants), " |");
    for (const std::string& criterion : criteria)
      text += std::binary_search(program.lost.begin(), program.lost.end(), criterion) ? " ✗ |" : "   |";
    text += "\n";
  }
  return text;
}

void write_certificate(const Home& home, const Assignment& assignment, const Rubric& rubric, const Proof& proof) {
  const Certificate certificate = certificate_of(home, assignment, rubric, proof);
  write_file(assignment.directory / "certificate.json", to_text(to_json(certificate), 1) + "\n");
  const std::vector<Mutant> mutants = load_mutants(assignment, rubric);
  write_file(assignment.directory / "certificate.md", certificate_table(certificate, rubric, mutants));
  write_file(assignment.directory / "first-words.md", first_words(home, assignment, rubric, proof, certificate, mutants));
}

}  // namespace assay
