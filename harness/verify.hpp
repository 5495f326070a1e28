// Proof of a suite: the reference earns everything (twice, and in another order), the starter its stated score, every mutant loses exactly the
// criteria it names, alternatives earn everything, null solutions nothing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "grade.hpp"
#include "model/mutant.hpp"
#include "model/rubric.hpp"
#include "model/score.hpp"

namespace assay {

/// One program that the suite was tried on.
struct Trial {
  enum class Kind { reference, starter, mutant, alternative, null_solution } kind{};
  std::string id;
  std::vector<std::string> expected;  ///< criteria that a mutant must lose
  std::map<std::string, Points> earns;  ///< what a mutant must earn of criteria in `expected`, where its file says so
  std::vector<std::string> lost;      ///< criteria that earned less than the reference's (penalties: took more)
  Points total;
  std::vector<std::string> failed_tests;
  bool altered_copies = true;         ///< whether its own tests were run on altered copies of it: see verify()
  std::string problem;                ///< what is wrong with the suite, the rubric or the trial; empty: as it should be
};

/// "reference", "starter", "mutant", "alternative", "null".
const char* word_of(Trial::Kind kind);

struct Proof {
  std::vector<Trial> trials;
  std::vector<std::string> problems;      ///< beside those of trials: texts that are missing
  std::vector<std::string> unexercised;   ///< criteria that no mutant loses
  std::vector<std::string> undecisive;    ///< tests that no mutant fails
  std::map<std::string, std::string> versions;  ///< of services and runtime, as the records have them
  bool interrupted = false;
  bool holds() const;
};

struct VerifyOptions {
  std::string seed;
  int slots = 0;
  std::vector<std::string> trials;  ///< patterns over ids, tried beside the reference, which runs once; empty: all
  int part = 0, parts = 1;          ///< of the mutants, those whose place in the file is `part` modulo `parts`
};

/// Of mutants, only those that are about the own tests run these on altered copies: it takes as long as all the rest, and a mistake in
/// the program does not change what its tests notice. Criteria that rest on it are left out of the comparison of the others.
Proof verify(const Home& home, const Assignment& assignment, const Rubric& rubric, const VerifyOptions& options,
             const Progress& progress);

}  // namespace assay
