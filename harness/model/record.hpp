// The waist of the program: all facts of one graded submission, saved as JSON. Scores and reports are made
// from it alone; nothing in it depends on rubric, marks or deadline.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "model/cell_statement.hpp"
#include "model/outcome.hpp"
#include "model/submission.hpp"

namespace assay {

/// Output of a role over a whole unit; what lies between head and tail is counted, not kept.
struct RoleOutput {
  std::string head, tail;
  std::uint64_t total = 0;
};

/// What a build left of the submission's tree, as the cell copied it.
struct KeptTree {
  std::uint64_t files = 0, bytes = 0;
  std::uint64_t left_out = 0;                ///< links and other kinds
  std::string problem;                       ///< the limit that was passed: "bytes", "files", "depth"; empty: it is whole
};

/// One unit as it ran.
struct UnitRecord {
  std::string group;
  int attempts = 1;                          ///< 2 when a harness fault was retried
  // volatile
  std::map<std::string, RoleOutput> output;  ///< by role
  std::int64_t wall_ms = 0;
  std::int64_t submission_cpu_ms = 0, harness_cpu_ms = 0;
  int slot = 0;
  std::optional<KeptTree> kept;              ///< of the build
};

struct RunRecord {
  static constexpr int schema = 2;           ///< documented in docs/record.md

  std::string assignment;
  std::string suite_digest;
  std::string seed;
  std::string submission;                    ///< its name
  std::string submission_digest;
  bool python = true;
  std::vector<std::string> restored;         ///< course files that were put back
  std::optional<History> history;
  std::vector<std::string> tests;            ///< every test that existed, run or not
  std::vector<TestOutcome> outcomes;         ///< sorted by suite order
  std::vector<UnitRecord> units;
  std::map<std::string, std::string> versions;  ///< "postgres" -> "15.18", "python", "runtime", "assay"
  CellStatement cell;                        ///< what the submission was kept from
  bool complete = true;                      ///< false: interrupted
  // volatile
  std::string host, started;                 ///< RFC 3339, UTC
  std::int64_t wall_ms = 0;
  std::string source;                        ///< path as given
  std::string built_digest;                  ///< of the tree that a build made, and units ran on; compilers need not say the same twice
};

/// Whether all was graded: our side kept nothing from it.
inline bool is_sound(const RunRecord& record) {
  return record.complete && std::none_of(record.outcomes.begin(), record.outcomes.end(),
                                         [](const TestOutcome& outcome) { return outcome.verdict == Verdict::harness_fault; });
}

}  // namespace assay
