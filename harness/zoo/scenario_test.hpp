// A scenario of the zoo: a submission that misbehaves or attacks, and what the harness must make of it. The format of its
// expect.toml is described in harness/zoo_test.cpp.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/json.hpp"
#include "model/outcome.hpp"

namespace assay::zoo {

/// What every test that one of the patterns matches must have found.
struct ExpectedOutcome {
  std::vector<std::string> tests;
  Verdict verdict{};
  std::string cause;        ///< kind of the cause; "none": there is none; empty: not asked
  Json data;                ///< part of the cause's data
  Json got;                 ///< what one unmet expectation got; null: not asked
  std::string tiers;        ///< "A": only there; empty: everywhere

  bool speaks_of(const std::string& test, char tier) const;
};

enum class State {
  refused,    ///< the attempt itself failed
  detected,   ///< it went its way, but the verdict says what it was or the score is what it would have been without it
  possible,   ///< it succeeded in part; a note says why that is borne
};

struct ExpectedTier {
  State state{};
  std::vector<std::string> possible;  ///< attempts that succeed
  std::string note;
};

struct Scenario {
  std::string name;
  fs::path directory;
  std::string what;
  int attack = 0;                               ///< 20 of "A20-reads-the-environment"; 0: misbehaviour without a purpose
  std::vector<std::string> only;
  std::string maker;                            ///< a script that makes the submissions
  std::map<std::string, std::string> refused;   ///< submission -> words of its refusal
  std::string same_as;                          ///< scenario without the attack, whose outcomes must be the same
  bool twins = false;                           ///< handed in twice, side by side
  std::vector<std::string> beside;              ///< scenarios, or "reference", that are graded at the same time
  bool alone = false;                           ///< takes what others beside it would need
  std::string limit;                            ///< the limit that is hit, for messages
  int limit_seconds = 0;                        ///< when it is hit at the latest, from the start of a test; 0: no limit is hit
  std::vector<std::string> attempts;
  std::vector<ExpectedOutcome> outcomes;
  std::map<std::string, std::vector<std::string>> report;  ///< language -> sentences in the student's report
  std::map<char, ExpectedTier> tiers;
};

/// Throws Fault "…/expect.toml:line:column: …".
Scenario read_scenario(const fs::path& directory);

/// Every scenario below harness/scenarios that has an expect.toml, by name.
const std::vector<Scenario>& all_scenarios();

/// Whether every member of `part` is in `whole`, at any depth of objects.
bool holds(const Json& whole, const Json& part);

}  // namespace assay::zoo
