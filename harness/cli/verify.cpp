#include "verify.hpp"

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "certificate.hpp"
#include "cli/progress.hpp"
#include "cli/repeat.hpp"
#include "cli/session.hpp"

namespace assay {
namespace {

Json facts_of(const Proof& proof) {
  Json trials = Json::array();
  for (const Trial& trial : proof.trials)
    trials.push_back({{"kind", word_of(trial.kind)}, {"id", trial.id}, {"points", to_string(trial.total)}, {"expected", trial.expected},
                      {"lost", trial.lost}, {"failed_tests", trial.failed_tests}, {"problem", trial.problem}});
  return {{"holds", proof.holds()}, {"interrupted", proof.interrupted}, {"trials", trials}, {"problems", proof.problems},
          {"replayed", {{"mutants", proof.replays.mutants}, {"tests", proof.replays.tests}, {"differing", proof.replays.differing}}},
          {"unexercised_criteria", proof.unexercised}, {"undecisive_tests", proof.undecisive}, {"untested_sentences", proof.untested}};
}

/// How the proof came out, in the words of the last line.
std::string_view outcome_of(const Proof& proof) {
  if (proof.holds()) return "the proof holds";
  const bool wrong = !proof.problems.empty() ||
                     std::any_of(proof.trials.begin(), proof.trials.end(), [](const Trial& trial) { return !trial.problem.empty(); });
  return wrong ? "the proof DOES NOT hold" : "interrupted: the rest was not tried";
}

void print(const Proof& proof) {
  for (const Trial& trial : proof.trials) {
    if (proof.interrupted && !trial.record && trial.problem.empty()) continue;
    const std::string lost = trial.kind == Trial::Kind::mutant ? "loses " + join(trial.lost, ", ") : to_string(trial.total) + " points";
    std::cout << (trial.problem.empty() ? "  ok    " : "  WRONG ") << word_of(trial.kind) << ' ' << trial.id << ": " << lost << '\n';
    if (!trial.problem.empty()) std::cout << "        " << one_line(trial.problem) << "\n        failing: " << join(trial.failed_tests, " ") << '\n';
  }
  for (const std::string& problem : proof.problems) std::cout << "  WRONG " << problem << '\n';
  if (proof.replays.mutants > 0)
    std::cout << "  replayed: " << proof.replays.tests << " tests of " << proof.replays.mutants << " mutants, " << proof.replays.differing.size() << " differ\n";
  if (!proof.unexercised.empty()) std::cout << "  no mutant loses: " << join(proof.unexercised, ", ") << '\n';
  if (!proof.untested.empty()) std::cout << "  no test checks the sentence: " << join(proof.untested, ", ") << '\n';
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

Standing standing_here(const Course& course) {
  return standing_of(load_certificate(course.assignment), proof_sources(course.home, course.assignment, course.rubric), {});
}

/// Why the certificate that there is does not answer for the sources as they are; empty when it does, or when there is none.
std::string why_stale(const Course& course, const Standing& standing) {
  const std::string remedy = cat("; make it anew: assay verify --write ", course.assignment.id);
  switch (standing.state) {
    case Standing::State::none: return "";
    case Standing::State::uncertified: return cat("its certificate is stale, since these have changed: ", join(standing.changed, ", "), remedy);
    case Standing::State::elsewhere: case Standing::State::certified: return "";
  }
  std::abort();
}

ExitStatus prove_course(const Course& course, const VerifyCommand& command, VerifyOptions options, Json& facts) {
  const std::string stale = command.certified ? why_stale(course, standing_here(course)) : "";
  if (!stale.empty()) options.part = 0, options.parts = 1;
  Proof proof;
  {
    ProgressBar bar(command.json);
    proof = verify(course.home, course.assignment, course.rubric, options, bar.callback());
  }
  if (command.write && proof.holds()) write_certificate(course.home, course.assignment, course.rubric, proof);
  if (!stale.empty()) proof.problems.push_back(stale);
  if (!command.json) {
    print(proof);
    std::cout << "  " << outcome_of(proof) << '\n';
    if (command.write && proof.holds())
      std::cout << "  written: " << (course.assignment.directory / "certificate.json").string() << ", certificate.md, first-words.md\n";
  }
  facts = facts_of(proof);
  if (proof.interrupted) return ExitStatus::interrupted;
  return proof.holds() ? ExitStatus::graded : ExitStatus::below_mark;
}

/// The worst of two: interrupted, a wrong request, not graded, does not hold, well.
ExitStatus worse(ExitStatus a, ExitStatus b) {
  const auto rank = [](ExitStatus status) {
    switch (status) {
      case ExitStatus::graded: return 0;
      case ExitStatus::below_mark: return 1;
      case ExitStatus::not_graded: return 2;
      case ExitStatus::bad_request: return 3;
      case ExitStatus::interrupted: return 4;
    }
    std::abort();
  };
  return rank(a) < rank(b) ? b : a;
}

/// Of several assignments, what is wrong with one (a service that is not installed) does not keep the others from being proved.
ExitStatus one_of_several(const std::function<ExitStatus()>& prove, bool quiet, Json& facts) {
  try {
    return prove();
  } catch (const Fault& fault) {
    facts = {{"holds", false}, {"not_proved", fault.what()}, {"hint", fault.hint()}};
    if (quiet) return fault.status();
    std::cout << "  NOT PROVED " << one_line(fault.what()) << '\n';
    if (!fault.hint().empty()) std::cout << "  hint: " << one_line(fault.hint()) << '\n';
    return fault.status();
  }
}

void check_request(const VerifyCommand& command, const VerifyOptions& options) {
  if (command.write && (!options.trials.empty() || options.parts > 1 || !command.rubric.empty()))
    throw Fault("--write: a certificate answers for the whole proof with the assignment's own rubric", "leave out --trial, --part and --rubric");
  if (command.write && command.certified) throw Fault("--write --certified: the certificate is either made or asked for", "leave out one of them");
  if (command.repeat == 0 && !command.only.empty()) throw Fault("--only: a proof needs all tests", "use it with --repeat, or assay grade --only");
  if (command.repeat > 0 && (command.write || command.certified || options.parts > 1 || options.replay))
    throw Fault("--repeat: looks for flaky tests and proves nothing", "leave out --write, --certified, --part and --replay");
}

}  // namespace

int run_verify(const VerifyCommand& command) {
  VerifyOptions options{.seed = command.seed, .slots = command.slots, .trials = command.trials, .replay = command.replay};
  if (command.write && options.seed.empty()) options.seed = certificate_seed;
  read_part(command.part, options);
  check_request(command, options);
  const std::vector<std::string> ids = command.all ? assignment_ids(home()) : command.assignments;
  if (ids.empty()) throw Fault("verify: no assignment is named", "assay verify ASSIGNMENT, or assay verify --all");
  ExitStatus status = ExitStatus::graded;
  Json all = Json::object();
  for (const std::string& id : ids) {
    if (!command.json) std::cout << id << std::endl;
    const auto prove = [&] {
      const Course course = open_course(id, command.rubric);
      return command.repeat > 0 ? repeat_course(course, command, all[id]) : prove_course(course, command, options, all[id]);
    };
    const ExitStatus one = ids.size() == 1 ? prove() : one_of_several(prove, command.json, all[id]);
    status = worse(status, one);
    if (one == ExitStatus::interrupted) break;
  }
  if (command.json) std::cout << to_text(all, 1) << '\n';
  return static_cast<int>(status);
}

}  // namespace assay
