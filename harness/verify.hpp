// Proof of a suite: the reference earns everything (twice, and in another order), the starter its stated score, every mutant loses exactly the
// criteria it names, alternatives earn everything, null solutions nothing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "grade.hpp"
#include "model/rubric.hpp"
#include "programs.hpp"
#include "replay.hpp"

namespace assay {

struct Proof {
  std::vector<Trial> trials;
  std::vector<std::string> problems;      ///< beside those of trials: texts that are missing, tests that check no sentence
  std::vector<std::string> unexercised;   ///< criteria that no mutant loses
  std::vector<std::string> undecisive;    ///< tests that no mutant fails
  std::vector<std::string> untested;      ///< sentences of the statement that no test checks
  Replays replays;                        ///< what differs is among the problems too
  std::map<std::string, std::string> versions;  ///< of services and runtime, as the records have them
  bool interrupted = false;
  bool holds() const;
};

struct VerifyOptions {
  std::string seed;
  int slots = 0;
  std::vector<std::string> trials;  ///< patterns over ids, tried beside the reference, which runs once; empty: all
  bool replay = false;              ///< the records of mutants that fail are replayed too
  int part = 0, parts = 1;          ///< of the mutants, those whose place in the file is `part` modulo `parts`
};

/// Of mutants, only those that are about the own tests run these on altered copies: it takes as long as all the rest, and a mistake in
/// the program does not change what its tests notice. Criteria that rest on it are left out of the comparison of the others.
Proof verify(const Home& home, const Assignment& assignment, const Rubric& rubric, const VerifyOptions& options,
             const Progress& progress);

}  // namespace assay
