// The hunt for flaky tests: right programs graded again and again, each time with other data and in another order. A test that fails
// one of them is flaky, or asks for too much.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "grade.hpp"
#include "load/load.hpp"
#include "model/rubric.hpp"

namespace assay {

struct Repeats {
  struct Failure {
    std::string program, seed;
    Verdict verdict{};
  };
  struct Test {
    int runs = 0;                     ///< in which it came to a verdict
    std::vector<Failure> failures;    ///< of tests that cost nothing, only where the same program passed too
  };

  std::vector<std::string> programs;
  int runs = 0;                       ///< of each program
  std::map<std::string, Test> tests;  ///< by "Group.Test"
  std::vector<std::string> trouble;   ///< programs that could not be graded, and why
  double seconds = 0;
  bool interrupted = false;

  bool steady() const;                ///< everything ran, and nothing failed
};

struct RepeatOptions {
  int runs = 1;
  std::string seed;                   ///< of the first run; the others' are made of it
  int slots = 0;
  std::vector<std::string> trials;    ///< patterns over ids; empty: references and alternatives
  std::vector<std::string> only;      ///< patterns over "Group.Test"; empty: all
};

/// Grades every reference and alternative `runs` times. Own tests run on altered copies in the first run only: they take as long as all
/// the rest.
Repeats repeat(const Home& home, const Assignment& assignment, const Rubric& rubric, const RepeatOptions& options,
               const Progress& progress);

}  // namespace assay
