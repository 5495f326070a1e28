#include "verify.hpp"

#include <cstdlib>
#include <iostream>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "certificate.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"

namespace assay {
namespace {

Json facts_of(const Proof& proof) {
  Json trials = Json::array();
  for (const Trial& trial : proof.trials)
    trials.push_back({{"kind", word_of(trial.kind)}, {"id", trial.id}, {"points", to_string(trial.total)}, {"expected", trial.expected},
                      {"lost", trial.lost}, {"failed_tests", trial.failed_tests}, {"problem", trial.problem}});
  return {{"holds", proof.holds()}, {"trials", trials}, {"problems", proof.problems},
          {"unexercised_criteria", proof.unexercised}, {"undecisive_tests", proof.undecisive}};
}

void print(const Proof& proof) {
  for (const Trial& trial : proof.trials) {
    const std::string lost = trial.kind == Trial::Kind::mutant ? "loses " + join(trial.lost, ", ") : to_string(trial.total) + " points";
    std::cout << (trial.problem.empty() ? "  ok    " : "  WRONG ") << word_of(trial.kind) << ' ' << trial.id << ": " << lost << '\n';
    if (!trial.problem.empty()) std::cout << "        " << one_line(trial.problem) << "\n        failing: " << join(trial.failed_tests, " ") << '\n';
  }
  for (const std::string& problem : proof.problems) std::cout << "  WRONG " << problem << '\n';
  if (!proof.unexercised.empty()) std::cout << "  no mutant loses: " << join(proof.unexercised, ", ") << '\n';
  if (!proof.undecisive.empty()) std::cout << "  no mutant fails: " << join(proof.undecisive, ", ") << '\n';
}

/// "2/3": the second of three parts.
void read_part(const std::string& text, VerifyOptions& options) {
  if (text.empty()) return;
  const std::vector<std::string> numbers = split(text, '/');
  const int part = numbers.size() == 2 ? std::atoi(numbers[0].c_str()) : 0;
  const int parts = numbers.size() == 2 ? std::atoi(numbers[1].c_str()) : 0;
  if (part < 1 || parts < 1 || part > parts) throw Fault(cat("--part: expected K/N with 1 <= K <= N, got ", assay::quoted(text)), "--part 2/3 tries the second third");
  options.part = part - 1;
  options.parts = parts;
}

}  // namespace

int run_verify(const VerifyCommand& command) {
  VerifyOptions options{.seed = command.seed, .slots = command.slots, .trials = command.trials};
  read_part(command.part, options);
  if (command.write && (!options.trials.empty() || options.parts > 1 || !command.rubric.empty()))
    throw Fault("--write: a certificate answers for the whole proof with the assignment's own rubric", "leave out --trial, --part and --rubric");
  const std::vector<std::string> ids = command.all ? assignment_ids(home()) : command.assignments;
  if (ids.empty()) throw Fault("verify: no assignment is named", "assay verify ASSIGNMENT, or assay verify --all");
  bool holds = true, stopped = false;
  Json all = Json::object();
  for (const std::string& id : ids) {
    const Course course = open_course(id, command.rubric);
    Proof proof;
    {
      ProgressBar bar(command.json);
      proof = verify(course.home, course.assignment, course.rubric, options, bar.callback());
    }
    if (!command.json) {
      std::cout << id << '\n';
      print(proof);
      std::cout << "  " << (proof.holds() ? "the proof holds" : "the proof DOES NOT hold") << '\n';
    }
    if (command.write && proof.holds()) {
      write_certificate(course.home, course.assignment, course.rubric, proof);
      if (!command.json) std::cout << "  written: " << (course.assignment.directory / "certificate.json").string() << ", certificate.md\n";
    }
    all[id] = facts_of(proof);
    holds = holds && proof.holds();
    stopped = stopped || proof.interrupted;
  }
  if (command.json) std::cout << to_text(all, 1) << '\n';
  return static_cast<int>(stopped ? ExitStatus::interrupted : holds ? ExitStatus::graded : ExitStatus::below_mark);
}

}  // namespace assay
