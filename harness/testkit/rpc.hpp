// Calls of the submission's functions over JSON-RPC 2.0:
//
//   const Reply reply = rpc().call("segment_user", {{"user", user}, {"now", now}});
//   expect_result(reply, "vip");
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "testkit/expect.hpp"
#include "testkit/rpc_wire.hpp"

namespace assay::testkit {

struct Call {
  std::string method;
  Json params = Json::object();
};

struct Reply {
  using Problem = RpcAnswer::Problem;

  std::string call;              ///< "segment_user", the subject of expectations
  Problem problem = Problem::refused;
  Json result;                   ///< of a call that succeeded
  Json error;                    ///< an object, of a call that was refused; else null
  std::chrono::milliseconds took{0};

  bool arrived() const { return problem == Problem::none; }
  bool succeeded() const { return arrived() && error.is_null(); }
};

/// What a term says about a reply that is no result: the error's words, or what came instead of an answer.
Json problem_term(const Reply& reply);

class Rpc {
 public:
  explicit Rpc(std::string role) : role_(std::move(role)) {}

  /// The same program, whose calls only prepare what a test is about: reports fold them.
  Rpc given() const;
  /// With another limit than the assignment's for one test.
  Rpc within(std::chrono::milliseconds limit) const;

  Reply call(const std::string& method, const Json& params = Json::object()) const;
  /// All at once, each on a connection of its own; replies in the order of the calls.
  std::vector<Reply> together(const std::vector<Call>& calls) const;
  /// All at once, where chance decides who wins: first those that succeeded, and steps show what all have in common. What is noted is
  /// the same whoever it was.
  std::vector<Reply> race(const std::string& method, const std::vector<Json>& params) const;
  /// All at once on one connection; replies in the order of the calls, whatever their order on the wire.
  std::vector<Reply> in_a_row(const std::vector<Call>& calls) const;
  /// Asks for no answer.
  void notify(const std::string& method, const Json& params = Json::object()) const;
  /// Any bytes as one line. The reply is the answer without an id, or to id 1.
  Reply send_raw(const std::string& line) const;

 private:
  /// Answers in the order of the requests.
  std::vector<RpcAnswer> answers(std::vector<RpcDialogue> dialogues) const;
  std::vector<Reply> converse(const std::vector<Call>& calls, std::vector<RpcDialogue> dialogues) const;
  Json step_of(const Call& call) const;

  std::string role_;
  bool given_ = false;
  std::chrono::milliseconds limit_{0};
};

inline Rpc rpc(std::string role = "rpc") { return Rpc(std::move(role)); }

/// The call gave `expected`, as same_value() compares; of an object, each member of `expected`: others may be there.
bool expect_result(const Reply& reply, const Json& expected);
/// The call gave a number, or a string with one, not further than `tolerance` from `expected`.
bool expect_near(const Reply& reply, double expected, double tolerance);
/// The call gave exactly this decimal number, as a number or a string: for what a double cannot hold.
bool expect_exactly(const Reply& reply, const std::string& digits);
/// The call was refused with an error.
bool expect_error(const Reply& reply);

/// The call succeeded; its result, of the type that the name says.
const Json& demand_result(const Reply& reply);
const Json& demand_object(const Reply& reply);
const Json& demand_array(const Reply& reply);
const std::string& demand_text(const Reply& reply);
double demand_number(const Reply& reply);
// Of a reply that ends with the expression, a value: a reference into it would outlive it.
Json demand_result(Reply&& reply);
Json demand_object(Reply&& reply);
Json demand_array(Reply&& reply);
std::string demand_text(Reply&& reply);

}  // namespace assay::testkit
