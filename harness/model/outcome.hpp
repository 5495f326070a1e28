// What a test found, as data: steps, expectations, cause. No prose; sentences are made by the report from message catalogues.
#pragma once

#include <chrono>
#include <cstdint>
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
  statements,    ///< at most `expected` statements of the submission for `subject`
  connections,   ///< number of connections of the submission to service `subject`: open at once, or opened
  alive,         ///< role `subject` still runs
  ready,         ///< role `subject` became ready
  exit_status,   ///< of role `subject`
  output,        ///< output of role `subject` holds `expected`
  absent,        ///< `subject` must not appear (a traceback in an answer)
  finding,       ///< a static check found `got` at place `subject`
  file,          ///< file `subject` exists in the submission
  unchanged,     ///< `subject` is the same as before
  test_passes,   ///< the student's own test `subject` passes
  result,        ///< the call of function `subject` gives `expected`
  refusal,       ///< the call of function `subject` is refused with an error
  recovers,      ///< `subject` works again after a fault
  notices,       ///< the student's own tests notice the alteration `subject`; expected: {field, places}; got: the test that did
  steady,        ///< the student's own tests pass again on a program that does the same; got: the test that did not
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
// not_http, not_rpc, other_id, unfinished, redirects, not_recovered, readable, writable, error (the server's words), finding ({code, what}).

enum class StepKind {
  http,    ///< method, path, body (JSON or text), status; volatile: answer (text, clipped), exchange (see StatementNote)
  rpc,     ///< method, params (or text: a whole line), outcome ("result", "error") or problem; volatile: result, error (words), answer
  sql,     ///< query of the suite on the submission's database, params, rows; or, with by = "submission": how many (`count`)
           ///< statements the submission ran for `subject`; volatile: statements (the first three texts, clipped)
  role,    ///< name, event (start, ready, term, kill, freeze, thaw, exited), status
  fault,   ///< service, action (refuse, cut, cut_after, delay, throttle, stall, restore), ms, bytes
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
  never_ready,     ///< role did not become ready; data: limit_ms, port, and where it listens: listens_on or listens_on_instead (ports),
                   ///< listens_only_at (addresses), listens_nowhere
  exited,          ///< role ended before or while it was needed; data: status or signal
  missing_package, ///< an import failed; data: package
  limit,           ///< a limit was hit; data: limit ("memory", "processes", "output", "cpu", "wall"), value
  command_failed,  ///< a step such as migrate or build failed; data: status
  no_command,      ///< none of the role's commands applies; data: files that were looked for
  suite_crashed, suite_hung, service_lost, cell_failed,  ///< ours
  not_run,         ///< interrupted before it ran
  no_own_tests,    ///< no test of the student's own passes on the program as it is
  unsteady_tests,  ///< the student's own tests fail on a program that does the same: what they notice is worth nothing
  no_place,        ///< skipped: the program has nothing that could be altered so
  unseen,          ///< skipped: the suite does not see the alteration either
  no_subject,      ///< skipped: the program has nothing that this test is about
  few_alterations, ///< too little could be altered to tell anything; data: found, needed
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

/// One SQL command of the submission while a test ran, as the tap saw it. All of it may differ between equal runs.
struct StatementNote {
  std::uint64_t number = 0;               ///< in one order with the requests of the suite
  std::vector<std::uint64_t> exchanges;   ///< `exchange` of the http steps that were open when it came
  std::uint64_t connection = 0;
  std::string text;                       ///< at most 2 KiB of it
  std::string kind;                       ///< "data", "control", "catalogue"
  bool extended = false;                  ///< by Bind and Execute, not as a simple query
  int bound = 0;                          ///< parameters bound by the protocol
  std::optional<std::uint64_t> rows;      ///< returned or changed
  std::string error;                      ///< SQLSTATE, or empty
  std::chrono::microseconds took{0};
};

struct TestOutcome {
  std::string group, test;      ///< "Health", "SaysConnected"
  Verdict verdict = Verdict::harness_fault;
  std::optional<Cause> cause;
  std::vector<Step> steps;
  std::vector<Expectation> expectations;
  std::string debug;            ///< GoogleTest's own words, for instructors
  int runs = 1, runs_passed = 0;  ///< how often it ran, and how often of these it passed
  // volatile
  std::chrono::milliseconds duration{0};
  std::vector<OutputRange> output;
  std::vector<std::string> drawn;         ///< random words and numbers of the test that nobody guesses: they must not leave a hidden test
  std::vector<StatementNote> statements;  ///< of a test that did not pass; at most 20 for each request

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

/// Whether the test has nothing to do with this program: it counts neither as decided nor as open.
bool does_not_apply(const TestOutcome& outcome);

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
