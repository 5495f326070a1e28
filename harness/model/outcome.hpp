// What a test found, as data: steps, expectations, cause. No prose; sentences are made by the report from message catalogues.
#pragma once

#include <chrono>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace assay {

/// Closed: switches over it have no default.
enum class Verdict {
  passed,
  failed,         ///< an expectation was not met
  crashed,        ///< the implementation's process ended while the test needed it
  timed_out,      ///< a deadline of the test passed
  skipped,        ///< could not apply here, said by the test
  flaky,          ///< repeated on purpose, with mixed results; earns as failed
  harness_fault,  ///< our side broke; never costs a point
};

/// What a test expected. The sentence of each kind is in templates/report/messages.<lang>.toml under
/// `expectation.<kind>`, with {subject}, {expected} and {got}.
enum class ExpectationKind {
  status,        ///< HTTP status; expected: number or list of numbers
  header,        ///< header `subject`
  body,          ///< the answer is JSON of type `expected` ("object", "array")
  field,         ///< field `subject` of an answer
  element,       ///< a list holds (or not) the element `subject`
  count,         ///< number of `subject`
  order,         ///< order of a list by `subject`
  row,           ///< a row of table `subject` in the database
  rows,          ///< number of rows of table `subject`
  column,        ///< column `subject` of a table in the catalogue
  table,         ///< table `subject` exists
  key,           ///< a unique or foreign key over `subject`
  answer,        ///< an answer came at all; got: what came instead
  within,        ///< `subject` happened within `expected` ms
  statements,    ///< at most `expected` statements
  alive,         ///< role `subject` still runs
  ready,         ///< role `subject` became ready
  exit_status,   ///< of role `subject`
  output,        ///< output of role `subject` holds `expected`
  absent,        ///< `subject` must not appear (a traceback in an answer)
  finding,       ///< a static check found `got` at place `subject`
  file,          ///< file `subject` exists in the submission
  unchanged,     ///< `subject` is the same as before
  test_passes,   ///< the student's own test `subject` passes
  recovers,      ///< `subject` works again after a fault
};

struct Expectation {
  ExpectationKind kind{};
  std::string subject;
  Json expected, got;   ///< values, or a Term (see below)
  bool met = false;
};

// A Term is an object {"term": NAME, "value": …} with a translated wording (`term.<NAME>`): any_of (values),
// at_least, at_most, above, below, not, absent, nothing, no_answer, refused, closed, too_large, not_json,
// type (a JSON type name), between ([low, high]), contains, unreachable, present, ended, not_executable,
// not_http, redirects, not_recovered, readable, writable, error (the server's words), finding ({code, what}).

enum class StepKind {
  http,    ///< method, path, body (JSON or text), status; volatile: answer (text, clipped)
  rpc,     ///< method, params, result or error
  sql,     ///< query of the suite on the submission's database, params, rows
  role,    ///< name, event (start, ready, term, kill, freeze, thaw, exited), status
  fault,   ///< service, action (refuse, cut, delay, restore), ms
  wait,    ///< what, met
  command, ///< argv of a tool or script that ran, status
  redis, mongo, amqp,
};

/// Fields per kind as listed at StepKind; what differs between equal runs lies under the key "volatile".
struct Step {
  StepKind kind{};
  Json data;
};

/// Why several outcomes share a fate; equal causes are shown once.
enum class CauseKind {
  never_ready,     ///< role did not become ready; data: limit_ms, listens_on (ports found instead)
  exited,          ///< role ended before or while it was needed; data: status or signal
  missing_package, ///< an import failed; data: package
  limit,           ///< a limit was hit; data: limit ("memory", "processes", "output", "cpu", "wall"), value
  command_failed,  ///< a step such as migrate or build failed; data: status
  no_command,      ///< none of the role's commands applies; data: files that were looked for
  suite_crashed, suite_hung, service_lost, cell_failed,  ///< ours
  not_run,         ///< interrupted before it ran
};

struct Cause {
  CauseKind kind{};
  std::string role;  ///< or service, for service_lost
  Json data = Json::object();
  bool operator==(const Cause&) const = default;
};

/// Bytes [from, to) of a role's output that were written during a test.
struct OutputRange {
  std::string role;
  std::uint64_t from = 0, to = 0;
};

struct TestOutcome {
  std::string group, test;      ///< "Health", "SaysConnected"
  Verdict verdict = Verdict::harness_fault;
  std::optional<Cause> cause;
  std::vector<Step> steps;
  std::vector<Expectation> expectations;
  std::string debug;            ///< GoogleTest's own words, for instructors
  int runs = 1, runs_passed = 0;  ///< with --repeat
  // volatile
  std::chrono::milliseconds duration{0};
  std::vector<OutputRange> output;

  std::string name() const { return group + "." + test; }
};

const char* to_string(Verdict);
const char* to_string(ExpectationKind);
const char* to_string(StepKind);
const char* to_string(CauseKind);
std::optional<Verdict> verdict_from(std::string_view);

Json to_json(const TestOutcome&);
/// Throw Json::exception when `value` is not an outcome, not a step.
TestOutcome outcome_from_json(const Json& value);
Step step_from_json(const Json& value);
Json to_json(const Cause&);
Cause cause_from_json(const Json&);

/// Whether the submission, and not we, decided this verdict.
inline bool decided(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed: case Verdict::failed: case Verdict::crashed: case Verdict::timed_out:
    case Verdict::flaky: return true;
    case Verdict::skipped: case Verdict::harness_fault: return false;
  }
  std::abort();
}

}  // namespace assay
