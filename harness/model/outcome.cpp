#include "model/outcome.hpp"

#include <array>
#include <utility>

namespace assay {
namespace {

template <class Enum, std::size_t N>
using Names = std::array<std::pair<Enum, const char*>, N>;

template <class Enum, std::size_t N>
const char* name_of(const Names<Enum, N>& names, Enum value) {
  for (const auto& [candidate, name] : names)
    if (candidate == value) return name;
  std::abort();
}

template <class Enum, std::size_t N>
Enum value_of(const Names<Enum, N>& names, const Json& name) {
  for (const auto& [value, candidate] : names)
    if (name.get_ref<const std::string&>() == candidate) return value;
  throw Json::other_error::create(501, "unknown name '" + name.get<std::string>() + "'", &name);
}

constexpr Names<Verdict, 7> verdicts{{{Verdict::passed, "passed"},
                                      {Verdict::failed, "failed"},
                                      {Verdict::crashed, "crashed"},
                                      {Verdict::timed_out, "timed_out"},
                                      {Verdict::skipped, "skipped"},
                                      {Verdict::flaky, "flaky"},
                                      {Verdict::harness_fault, "harness_fault"}}};

constexpr Names<ExpectationKind, 30> expectation_kinds{
    {{ExpectationKind::status, "status"},       {ExpectationKind::header, "header"},
     {ExpectationKind::body, "body"},           {ExpectationKind::field, "field"},
     {ExpectationKind::element, "element"},     {ExpectationKind::count, "count"},
     {ExpectationKind::order, "order"},         {ExpectationKind::row, "row"},
     {ExpectationKind::rows, "rows"},           {ExpectationKind::column, "column"},
     {ExpectationKind::table, "table"},         {ExpectationKind::key, "key"},
     {ExpectationKind::answer, "answer"},       {ExpectationKind::within, "within"},
     {ExpectationKind::statements, "statements"}, {ExpectationKind::alive, "alive"},
     {ExpectationKind::connections, "connections"},
     {ExpectationKind::ready, "ready"},         {ExpectationKind::exit_status, "exit_status"},
     {ExpectationKind::output, "output"},       {ExpectationKind::absent, "absent"},
     {ExpectationKind::finding, "finding"},     {ExpectationKind::file, "file"},
     {ExpectationKind::unchanged, "unchanged"}, {ExpectationKind::test_passes, "test_passes"},
     {ExpectationKind::result, "result"},       {ExpectationKind::refusal, "refusal"},
     {ExpectationKind::recovers, "recovers"},
     {ExpectationKind::notices, "notices"},     {ExpectationKind::steady, "steady"}}};

constexpr Names<StepKind, 10> step_kinds{{{StepKind::http, "http"},
                                          {StepKind::rpc, "rpc"},
                                          {StepKind::sql, "sql"},
                                          {StepKind::role, "role"},
                                          {StepKind::fault, "fault"},
                                          {StepKind::wait, "wait"},
                                          {StepKind::command, "command"},
                                          {StepKind::redis, "redis"},
                                          {StepKind::mongo, "mongo"},
                                          {StepKind::amqp, "amqp"}}};

constexpr Names<CauseKind, 17> cause_kinds{{{CauseKind::never_ready, "never_ready"},
                                            {CauseKind::exited, "exited"},
                                            {CauseKind::missing_package, "missing_package"},
                                            {CauseKind::limit, "limit"},
                                            {CauseKind::command_failed, "command_failed"},
                                            {CauseKind::no_command, "no_command"},
                                            {CauseKind::suite_crashed, "suite_crashed"},
                                            {CauseKind::suite_hung, "suite_hung"},
                                            {CauseKind::service_lost, "service_lost"},
                                            {CauseKind::cell_failed, "cell_failed"},
                                            {CauseKind::not_run, "not_run"},
                                            {CauseKind::no_own_tests, "no_own_tests"},
                                            {CauseKind::unsteady_tests, "unsteady_tests"},
                                            {CauseKind::no_place, "no_place"},
                                            {CauseKind::no_subject, "no_subject"},
                                            {CauseKind::unseen, "unseen"},
                                            {CauseKind::few_alterations, "few_alterations"}}};

Json to_json(const Step& step) {
  Json value = step.data;
  value["kind"] = to_string(step.kind);
  return value;
}

Json to_json(const Expectation& expectation) {
  return {{"kind", to_string(expectation.kind)},
          {"subject", expectation.subject},
          {"expected", expectation.expected},
          {"got", expectation.got},
          {"met", expectation.met}};
}

Expectation expectation_from_json(const Json& value) {
  Expectation expectation;
  expectation.kind = value_of(expectation_kinds, value.at("kind"));
  expectation.subject = value.at("subject").get<std::string>();
  expectation.expected = value.at("expected");
  expectation.got = value.at("got");
  expectation.met = value.at("met").get<bool>();
  return expectation;
}

Json to_json(const StatementNote& note) {
  Json value{{"number", note.number}, {"exchanges", note.exchanges}, {"connection", note.connection}, {"text", note.text},
             {"class", note.kind}, {"protocol", note.extended ? "extended" : "simple"}, {"bound", note.bound},
             {"us", note.took.count()}};
  if (note.rows) value["rows"] = *note.rows;
  if (!note.error.empty()) value["error"] = note.error;
  return value;
}

StatementNote statement_from_json(const Json& value) {
  StatementNote note{.number = value.at("number").get<std::uint64_t>(),
                     .exchanges = value.at("exchanges").get<std::vector<std::uint64_t>>(),
                     .connection = value.at("connection").get<std::uint64_t>(),
                     .text = value.at("text").get<std::string>(),
                     .kind = value.at("class").get<std::string>(),
                     .extended = value.at("protocol") == "extended",
                     .bound = value.at("bound").get<int>(),
                     .error = value.value("error", std::string()),
                     .took = std::chrono::microseconds(value.at("us").get<std::int64_t>())};
  if (value.contains("rows")) note.rows = value.at("rows").get<std::uint64_t>();
  return note;
}

}  // namespace

const char* to_string(Verdict verdict) { return name_of(verdicts, verdict); }
const char* to_string(ExpectationKind kind) { return name_of(expectation_kinds, kind); }
const char* to_string(StepKind kind) { return name_of(step_kinds, kind); }
const char* to_string(CauseKind kind) { return name_of(cause_kinds, kind); }

bool does_not_apply(const TestOutcome& outcome) {
  return outcome.verdict == Verdict::skipped && outcome.cause &&
         (outcome.cause->kind == CauseKind::no_place || outcome.cause->kind == CauseKind::unseen ||
          outcome.cause->kind == CauseKind::no_subject);
}

std::optional<Verdict> verdict_from(std::string_view text) {
  for (const auto& [value, name] : verdicts)
    if (text == name) return value;
  return std::nullopt;
}

Json to_json(const Cause& cause) {
  return {{"kind", to_string(cause.kind)}, {"role", cause.role}, {"data", cause.data}};
}

Cause cause_from_json(const Json& value) {
  return {value_of(cause_kinds, value.at("kind")), value.at("role").get<std::string>(),
          value.at("data")};
}

Json to_json(const TestOutcome& outcome) {
  Json value{{"group", outcome.group},     {"test", outcome.test},
             {"verdict", to_string(outcome.verdict)},
             {"steps", Json::array()},     {"expectations", Json::array()},
             {"runs", outcome.runs},       {"runs_passed", outcome.runs_passed}};
  if (outcome.cause) value["cause"] = to_json(*outcome.cause);
  for (const Step& step : outcome.steps) value["steps"].push_back(to_json(step));
  for (const Expectation& expectation : outcome.expectations)
    value["expectations"].push_back(to_json(expectation));
  Json output = Json::array();
  for (const OutputRange& range : outcome.output)
    output.push_back({{"role", range.role}, {"from", range.from}, {"to", range.to}});
  value["volatile"] = {
      {"ms", outcome.duration.count()}, {"output", output}, {"debug", outcome.debug}};
  if (!outcome.drawn.empty()) value["volatile"]["drawn"] = outcome.drawn;
  for (const StatementNote& note : outcome.statements) value["volatile"]["statements"].push_back(to_json(note));
  return value;
}

Step step_from_json(const Json& value) {
  Step step{value_of(step_kinds, value.at("kind")), value};
  step.data.erase("kind");
  return step;
}

TestOutcome outcome_from_json(const Json& value) {
  TestOutcome outcome;
  outcome.group = value.at("group").get<std::string>();
  outcome.test = value.at("test").get<std::string>();
  outcome.verdict = value_of(verdicts, value.at("verdict"));
  if (value.contains("cause")) outcome.cause = cause_from_json(value.at("cause"));
  for (const Json& step : value.at("steps")) outcome.steps.push_back(step_from_json(step));
  for (const Json& expectation : value.at("expectations"))
    outcome.expectations.push_back(expectation_from_json(expectation));
  outcome.runs = value.at("runs").get<int>();
  outcome.runs_passed = value.at("runs_passed").get<int>();
  const Json& rest = value.at("volatile");
  outcome.duration = std::chrono::milliseconds(rest.at("ms").get<std::int64_t>());
  outcome.debug = rest.at("debug").get<std::string>();
  for (const Json& range : rest.at("output"))
    outcome.output.push_back({range.at("role").get<std::string>(), range.at("from").get<std::uint64_t>(),
                              range.at("to").get<std::uint64_t>()});
  for (const Json& drawn : rest.value("drawn", Json::array())) outcome.drawn.push_back(drawn.get<std::string>());
  for (const Json& note : rest.value("statements", Json::array())) outcome.statements.push_back(statement_from_json(note));
  return outcome;
}

}  // namespace assay
