// The programs that a suite is tried on: reference, starter, mutants, alternatives, null solutions.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "load/load.hpp"
#include "model/mutant.hpp"
#include "model/record.hpp"
#include "model/rubric.hpp"

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
  std::optional<RunRecord> record;    ///< of its run, when it is whole
  std::string problem;                ///< what is wrong with the suite, the rubric or the trial; empty: as it should be
};

/// "reference", "starter", "mutant", "alternative", "null".
const char* word_of(Trial::Kind kind);

inline constexpr std::string_view again_suffix = "-again";  ///< of a reference that is tried a second time

/// A program and where it lies.
struct Entry {
  Trial trial;
  fs::path path;
};

/// Criteria that altered copies decide.
std::set<std::string> about_own_tests(const Assignment& assignment, const Rubric& rubric);

/// All of an assignment's, each reference twice, the Python one first, since mutants are made of it; a mutant is made below `place`, and says so in its problem when its patch does not apply.
std::vector<Entry> make_entries(const Home& home, const Assignment& assignment, const Rubric& rubric, const fs::path& place);

}  // namespace assay
