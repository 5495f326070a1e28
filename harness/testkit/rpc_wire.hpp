// JSON-RPC 2.0 on the wire, one object a line, as a client that trusts nothing: whatever comes, or does not come, each
// request has an answer or a problem when the deadline has passed. Knows neither units nor tests.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "base/json.hpp"
#include "base/unique_fd.hpp"

namespace assay::testkit {

struct RpcAnswer {
  enum class Problem {
    none,
    refused,     ///< nobody listens
    closed,      ///< the connection ended before the answer
    no_answer,   ///< the deadline passed
    unfinished,  ///< the deadline passed, or the connection ended, in the middle of a line
    too_large,   ///< a line, or all lines together, or their number, above the limits
    not_json,
    not_rpc,     ///< JSON, and no answer of JSON-RPC: no id, or neither result nor error
    other_id,    ///< only answers to what nobody asked
  };
  Problem problem = Problem::no_answer;
  Json message;                        ///< the answer, an object with "result" or "error"
  std::string line;                    ///< what came, for people: the answer, or the beginning of what came instead
  bool late = false;                   ///< the deadline passed without an answer
  std::chrono::milliseconds took{0};
};

struct RpcRequest {
  std::int64_t id = 0;                 ///< 0: nothing is expected to come back
  std::string line;                    ///< without its end
};

/// One connection: all its requests are sent at once, answers are taken in any order; what has another id or a method is passed over.
struct RpcDialogue {
  UniqueFd socket;                     ///< unconnected, non-blocking
  std::vector<RpcRequest> requests;
};

struct RpcLimits {
  std::size_t line = 16u << 20;        ///< bytes
  std::size_t all = 48u << 20;         ///< bytes that one connection may bring
  int strangers = 10'000;              ///< messages that nobody asked for
};

/// Holds all dialogues side by side with 127.0.0.1:port. The result has an answer for each request of each dialogue that expects one.
std::vector<std::vector<RpcAnswer>> converse(std::vector<RpcDialogue> dialogues, int port, Deadline deadline, const RpcLimits& limits = {});

}  // namespace assay::testkit
