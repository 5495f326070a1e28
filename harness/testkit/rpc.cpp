#include "testkit/rpc.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <tuple>

#include "base/text.hpp"
#include "testkit/exact_json.hpp"
#include "testkit/roles.hpp"
#include "testkit/unit.hpp"

namespace assay::testkit {
namespace {

constexpr std::size_t most_noted = 1500;  // bytes of parameters or a result in a step
constexpr std::size_t items_kept = 3;     // of a list in a step that would be longer

RpcRequest request_of(std::int64_t id, const Call& call) {
  Json line{{"jsonrpc", "2.0"}, {"method", call.method}, {"params", call.params}};
  if (id != 0) line["id"] = id;
  return {id, to_text(line)};
}

/// The same value with the rest of long lists counted, not kept. Lists are not walked to their end: they may be long.
Json with_short_lists(const Json& value) {
  if (!value.is_structured()) return value;
  Json out = value.is_array() ? Json::array() : Json::object();
  const bool cut = value.is_array() && value.size() > items_kept + 1;
  if (value.is_object())
    for (const auto& [name, item] : value.items()) out[name] = with_short_lists(item);
  else
    for (std::size_t i = 0; i < (cut ? items_kept : value.size()); ++i) out.push_back(with_short_lists(value[i]));
  if (cut) out.push_back(cat("… + ", value.size() - items_kept));
  return out;
}

/// At least how many bytes the value has as text, counted no further than to where it is too long.
std::size_t least_size(const Json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>().size() + 2;
  std::size_t size = 1;
  if (value.is_structured())
    for (auto item = value.begin(); item != value.end() && size <= most_noted; ++item) size += least_size(*item) + 1;
  return size;
}

/// Puts `value` into a step under `name`; of one that is too long a part, and `abridged` says so.
void put(Json& step, const char* name, const Json& value) {
  if (least_size(value) <= most_noted && to_text(value).size() <= most_noted) {
    step[name] = value;
    return;
  }
  Json shorter = with_short_lists(value);
  if (to_text(shorter).size() > most_noted) shorter = clipped(to_text(shorter), most_noted);
  step[name] = std::move(shorter);
  step["abridged"] = true;
}

/// "KeyError: 'purchases'", or whatever else the error object says.
std::string words_of_error(const Json& error) {
  const Json message = error.value("message", Json());
  return clipped(message.is_string() ? message.get<std::string>() : to_text(error), 400);
}

Reply reply_of(const std::string& subject, const RpcAnswer& answer) {
  Reply reply{.call = subject, .problem = answer.problem, .took = answer.took};
  if (answer.late) note_timeout();
  if (!reply.arrived()) return reply;
  reply.error = answer.message.value("error", Json());
  if (reply.error.is_null()) reply.result = answer.message.at("result");
  return reply;
}

void note_reply(Json step, const Reply& reply, const RpcAnswer& answer) {
  Json varies{{"ms", reply.took.count()}};
  if (!reply.arrived()) {
    step["problem"] = problem_term(reply);
    varies["answer"] = clipped(answer.line, 2000);
  } else if (reply.succeeded()) {
    step["outcome"] = "result";
    put(varies, "result", reply.result);
  } else {
    step["outcome"] = "error";
    varies["error"] = words_of_error(reply.error);
  }
  step["volatile"] = std::move(varies);
  note(StepKind::rpc, std::move(step));
}

/// The members of objects, with "…" in place of what is not the same in all of them.
Json in_common(const std::vector<Json>& objects) {
  Json common = objects.front();
  for (const Json& other : objects)
    for (auto member = common.begin(); member != common.end(); ++member)
      if (other.value(member.key(), Json()) != *member) *member = "…";
  return common;
}

/// A connection for each call.
std::vector<RpcDialogue> each_alone(const std::vector<Call>& calls) {
  std::vector<RpcDialogue> dialogues;
  for (const Call& call : calls) {
    dialogues.push_back({unit().cell->socket(), {}});
    dialogues.back().requests.push_back(request_of(1, call));
  }
  return dialogues;
}

bool is_number(const Json& value) { return !decimal_digits(value).empty(); }

/// The call succeeded and `right` says yes to its result, whose type has this name. What a right one holds is in the call's step, and
/// differs from run to run.
const Json& demand_type(const Reply& reply, const char* type, bool right) {
  const bool met = reply.succeeded() && right;
  demand(ExpectationKind::result, reply.call, term::type(type),
         met ? term::type(type) : reply.succeeded() ? reply.result : problem_term(reply), met);
  return reply.result;
}

}  // namespace

Json problem_term(const Reply& reply) {
  using Problem = Reply::Problem;
  switch (reply.problem) {
    case Problem::none:
      return reply.error.is_null() ? reply.result : term::of("error", words_of_error(reply.error));
    case Problem::refused: return term::of("refused");
    case Problem::closed: return term::of("closed");
    case Problem::no_answer: return term::of("no_answer");
    case Problem::unfinished: return term::of("unfinished");
    case Problem::too_large: return term::of("too_large");
    case Problem::not_json: return term::of("not_json");
    case Problem::not_rpc: return term::of("not_rpc");
    case Problem::other_id: return term::of("other_id");
  }
  std::abort();
}

Rpc Rpc::given() const {
  Rpc copy = *this;
  copy.given_ = true;
  return copy;
}

Rpc Rpc::within(std::chrono::milliseconds limit) const {
  Rpc copy = *this;
  copy.limit_ = limit;
  return copy;
}

std::vector<RpcAnswer> Rpc::answers(std::vector<RpcDialogue> dialogues) const {
  const Deadline deadline = Deadline::in(limit_.count() > 0 ? limit_ : unit().spec.test_limit);
  std::vector<RpcAnswer> all;
  for (std::vector<RpcAnswer>& of_one : testkit::converse(std::move(dialogues), unit().ports.at(role_), deadline))
    std::move(of_one.begin(), of_one.end(), std::back_inserter(all));
  const auto broken = [](const RpcAnswer& answer) { return answer.problem == Reply::Problem::closed || answer.problem == Reply::Problem::refused; };
  if (std::any_of(all.begin(), all.end(), broken)) roles(role_).see_end();
  return all;
}

std::vector<Reply> Rpc::converse(const std::vector<Call>& calls, std::vector<RpcDialogue> dialogues) const {
  std::vector<Reply> replies;
  for (const RpcAnswer& answer : answers(std::move(dialogues))) {
    const Call& call = calls[replies.size()];
    replies.push_back(reply_of(call.method, answer));
    note_reply(step_of(call), replies.back(), answer);
  }
  return replies;
}

Json Rpc::step_of(const Call& call) const {
  Json step{{"method", call.method}, {"role", role_}};
  put(step, "params", call.params);
  if (given_) step["given"] = true;
  return step;
}

std::vector<Reply> Rpc::together(const std::vector<Call>& calls) const { return converse(calls, each_alone(calls)); }

std::vector<Reply> Rpc::race(const std::string& method, const std::vector<Json>& params) const {
  std::vector<Call> calls;
  for (const Json& one : params) calls.push_back({method, one});
  std::vector<std::pair<Reply, RpcAnswer>> finished;
  for (RpcAnswer& answer : answers(each_alone(calls))) {
    Reply reply = reply_of(method, answer);
    finished.emplace_back(std::move(reply), std::move(answer));
  }
  const auto fate = [](const Reply& reply) { return std::tuple(!reply.succeeded(), reply.problem); };
  std::stable_sort(finished.begin(), finished.end(), [&](const auto& one, const auto& other) { return fate(one.first) < fate(other.first); });
  Json step = step_of({method, in_common(params)});
  step["abridged"] = true;
  std::vector<Reply> replies;
  for (const auto& [reply, answer] : finished) {
    note_reply(step, reply, answer);
    replies.push_back(reply);
  }
  return replies;
}

std::vector<Reply> Rpc::in_a_row(const std::vector<Call>& calls) const {
  std::vector<RpcDialogue> dialogues;
  dialogues.push_back({unit().cell->socket(), {}});
  for (const Call& call : calls)
    dialogues.back().requests.push_back(request_of(static_cast<std::int64_t>(dialogues.back().requests.size()) + 1, call));
  return converse(calls, std::move(dialogues));
}

Reply Rpc::call(const std::string& method, const Json& params) const { return together({{method, params}}).front(); }

void Rpc::notify(const std::string& method, const Json& params) const {
  Json step{{"method", method}, {"role", role_}, {"notification", true}};
  put(step, "params", params);
  note(StepKind::rpc, std::move(step));
  std::vector<RpcDialogue> dialogues;
  dialogues.push_back({unit().cell->socket(), {}});
  dialogues.back().requests.push_back(request_of(0, {method, params}));
  testkit::converse(std::move(dialogues), unit().ports.at(role_), Deadline::in(unit().spec.test_limit));
}

Reply Rpc::send_raw(const std::string& line) const {
  std::vector<RpcDialogue> dialogues;
  dialogues.push_back({unit().cell->socket(), {}});
  dialogues.back().requests.push_back({1, line});
  const RpcAnswer answer = answers(std::move(dialogues)).front();
  const Reply reply = reply_of(clipped(line, 80), answer);
  Json step{{"role", role_}};
  put(step, "text", line);
  note_reply(std::move(step), reply, answer);
  return reply;
}

bool expect_result(const Reply& reply, const Json& expected) {
  if (expected.is_object() && reply.succeeded() && reply.result.is_object()) {
    bool all = true;
    for (const auto& [name, value] : expected.items()) all = expect_field(reply.result, name, value) && all;
    return all;
  }
  const bool met = reply.succeeded() && same_value(expected, reply.result);
  return expect(ExpectationKind::result, reply.call, expected.is_null() ? term::nothing() : expected, problem_term(reply), met);
}

bool expect_near(const Reply& reply, double expected, double tolerance) {
  return expect_near(ExpectationKind::result, reply.call, expected, problem_term(reply), tolerance);
}

bool expect_exactly(const Reply& reply, const std::string& digits) {
  const bool met = reply.succeeded() && decimal_digits(reply.result) == decimal_digits(digits);
  return expect(ExpectationKind::result, reply.call, digits, problem_term(reply), met);
}

bool expect_error(const Reply& reply) {
  return expect(ExpectationKind::refusal, reply.call, nullptr, problem_term(reply), reply.arrived() && !reply.succeeded());
}

const Json& demand_result(const Reply& reply) {
  demand(ExpectationKind::result, reply.call, term::of("present"), problem_term(reply), reply.succeeded());
  return reply.result;
}

const Json& demand_object(const Reply& reply) { return demand_type(reply, "object", reply.result.is_object()); }
const Json& demand_array(const Reply& reply) { return demand_type(reply, "array", reply.result.is_array()); }
const std::string& demand_text(const Reply& reply) {
  return demand_type(reply, "string", reply.result.is_string()).get_ref<const std::string&>();
}
// Within these, `reply` has a name and is taken as one that stays.
Json demand_result(Reply&& reply) { return demand_result(reply); }
Json demand_object(Reply&& reply) { return demand_object(reply); }
Json demand_array(Reply&& reply) { return demand_array(reply); }
std::string demand_text(Reply&& reply) { return demand_text(reply); }
double demand_number(const Reply& reply) {
  const Json& number = demand_type(reply, "number", is_number(reply.result));
  return number.is_number() ? number.get<double>() : std::strtod(number.get_ref<const std::string&>().c_str(), nullptr);
}

}  // namespace assay::testkit
