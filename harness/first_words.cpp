#include "first_words.hpp"

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "base/instants.hpp"
#include "base/text.hpp"
#include "report/report.hpp"
#include "score/nearest.hpp"
#include "score/score.hpp"

namespace assay {
namespace {

constexpr std::array languages{Language::uk, Language::en};
constexpr std::size_t most_bytes = 600;   // of one text

/// In a cell of a table.
std::string cell(const std::string& text) { return replaced(clipped(one_line(replaced(text, "\n", " ")), most_bytes), "|", "\\|"); }

/// What comes under the title: the first expectation that was not met, or what broke.
std::string sentence_of(const Json& failure) {
  for (const Json& expectation : failure.value("expectations", Json::array())) return expectation.value("sentence", "");
  for (const char* part : {"cause", "reason"})
    if (const std::string text = failure.value(part, ""); !text.empty()) return text;
  return "";
}

struct Words {
  std::string title, sentence, hint;
};

Words words_in(Language language, const Trial& trial, const Home& home, const Assignment& assignment, const Rubric& rubric) {
  const Score score = assay::score(*trial.record, rubric, {});
  const ReportOptions options{.language = language, .templates = home.root / "templates" / "report"};
  const Json view = Json::parse(render({*trial.record, score}, assignment, rubric, Format::json, options)).at("view");
  const Json& failures = view.at("failures");
  if (failures.empty()) return {};
  return {failures[0].value("title", ""), without_instants(sentence_of(failures[0]), trial.record->started), failures[0].value("hint", "")};
}

const Mutant* mutant_of(const std::string& id, const std::vector<Mutant>& mutants) {
  const auto found = std::find_if(mutants.begin(), mutants.end(), [&](const Mutant& mutant) { return mutant.id == id; });
  return found == mutants.end() ? nullptr : &*found;
}

std::string section(const Trial& trial, const Mutant& mutant, const Home& home, const Assignment& assignment, const Rubric& rubric,
                    const Mutant* named) {
  std::array<Words, languages.size()> words;
  for (std::size_t i = 0; i < languages.size(); ++i) words[i] = words_in(languages[i], trial, home, assignment, rubric);
  std::string text = cat("\n## `", trial.id, "`\n\nThe mistake: ", one_line(mutant.misconception.in(Language::en)), " It costs ",
                         join(trial.lost, ", "), ".\n\n| | українською | in English |\n|---|---|---|\n");
  const auto row = [&](const char* label, std::string Words::*part) {
    text += cat("| ", label, " |");
    for (const Words& one : words) text += cat(' ', (one.*part).empty() ? "—" : cell(one.*part), " |");
    text += '\n';
  };
  row("first", &Words::title);
  row("what was found", &Words::sentence);
  row("hint", &Words::hint);
  text += "| behaves like |";
  for (const Language language : languages) text += cat(' ', named ? cell(named->misconception.in(language)) : "—", " |");
  return text + "\n";
}

}  // namespace

std::string first_words(const Home& home, const Assignment& assignment, const Rubric& rubric, const Proof& proof,
                        const Certificate& certificate, const std::vector<Mutant>& mutants) {
  std::string text = cat("# What a student reads first: `", assignment.id, "`\n\n",
                         "For each known mistake, the first failure of the report: its title, the first thing that was not as expected, the hint, and the\n"
                         "mistake that the failures look like, where one is clearly nearest. Made by `assay verify --write`; not to be edited.\n");
  for (const Trial& trial : proof.trials) {
    const Mutant* mutant = trial.kind == Trial::Kind::mutant ? mutant_of(trial.id, mutants) : nullptr;
    if (!mutant || !trial.record) continue;
    const auto nearest = nearest_mutant(*trial.record, certificate);
    text += section(trial, *mutant, home, assignment, rubric, nearest ? mutant_of(*nearest, mutants) : nullptr);
  }
  return text;
}

}  // namespace assay
