// HTTP to the submission, as a client that trusts nothing: every answer has a deadline, a size and a depth.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace assay::testkit {

struct Answer {
  enum class Problem { none, refused, closed, timeout, too_large, not_http, redirects };

  std::string request;           ///< "GET /products/7", the subject of expectations
  Problem problem = Problem::refused;
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
  Json json;                     ///< discarded value when the body is not JSON
  std::chrono::milliseconds took{0};
  std::uint64_t exchange = 0;    ///< its number in one order with the statements that taps see

  bool arrived() const { return problem == Problem::none; }
  bool is_json() const { return !json.is_discarded(); }
};

struct Request {
  std::string method, path;
  std::optional<Json> body = std::nullopt;
};

/// What a term says about an answer that did not come.
Json problem_term(const Answer& answer);

class Http {
 public:
  explicit Http(std::string role, bool given = false) : role_(std::move(role)), given_(given) {}

  /// The same client, whose requests only prepare what a test is about: reports fold them.
  Http given() const { return Http(role_, true); }

  Answer get(const std::string& path) const { return send({"GET", path}); }
  Answer post(const std::string& path, const Json& body) const { return send({"POST", path, body}); }
  /// Without a body: all that the request says is in its path.
  Answer post(const std::string& path) const { return send({"POST", path}); }
  Answer put(const std::string& path, const Json& body) const { return send({"PUT", path, body}); }
  Answer remove(const std::string& path) const { return send({"DELETE", path}); }
  /// A body of any bytes, sent as application/json.
  Answer post_raw(const std::string& path, const std::string& body) const;

  /// Sends all requests at the same moment, each on a connection of its own; answers in the order of the requests.
  std::vector<Answer> at_once(const std::vector<Request>& requests) const;
  /// Sends them one after another. Reports show many of a kind as one step, as with at_once().
  std::vector<Answer> in_turn(const std::vector<Request>& requests) const;

  /// With another limit than the assignment's for one test.
  Http within(std::chrono::milliseconds limit) const;

 private:
  Answer send(const Request& request) const;
  void note_exchange(Json data, const Answer& answer) const;
  void note_kinds(const std::vector<Request>& requests, const std::vector<Answer>& answers) const;

  std::string role_;
  bool given_ = false;
  std::chrono::milliseconds limit_{0};
};

/// Percent-encodes everything but unreserved characters.
std::string url_encoded(const std::string& text);

/// The answer came and its status is one of `allowed`.
bool expect_status(const Answer& answer, const std::vector<int>& allowed);
void demand_status(const Answer& answer, const std::vector<int>& allowed);
/// The answer came, with status 200 or 201, and is a JSON object / array.
const Json& demand_object(const Answer& answer);
const Json& demand_array(const Answer& answer);
// Of an answer that ends with the expression, a value: a reference into it would outlive it.
Json demand_object(Answer&& answer);
Json demand_array(Answer&& answer);
/// The answer came at all.
void demand_answer(const Answer& answer);

}  // namespace assay::testkit
