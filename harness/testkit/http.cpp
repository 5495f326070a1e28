#include "testkit/http.hpp"

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "base/deadline.hpp"
#include "base/text.hpp"
#include "testkit/expect.hpp"
#include "testkit/unit.hpp"

namespace assay::testkit {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Problem = Answer::Problem;

constexpr std::uint64_t body_limit = 4u << 20;
constexpr std::uint32_t header_limit = 64u << 10;
constexpr int depth_limit = 64;
constexpr int most_redirects = 3;

/// JSON nested deeper than depth_limit is refused before it can cost memory.
Json parsed(const std::string& body) {
  const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth <= depth_limit; };
  return Json::parse(body, shallow, /*allow_exceptions=*/false);
}

Problem problem_of(const beast::error_code& error) {
  if (error == asio::error::connection_refused) return Problem::refused;
  if (error == http::error::body_limit || error == http::error::header_limit ||
      error == http::error::buffer_overflow)
    return Problem::too_large;
  if (error == http::error::end_of_stream || error == http::error::partial_message ||
      error == asio::error::eof || error == asio::error::connection_reset ||
      error == asio::error::broken_pipe)
    return Problem::closed;
  return Problem::not_http;
}

/// One request on one connection, driven by its own event loop until the deadline.
class Exchange {
 public:
  Exchange(int port, const std::string& method, const std::string& target, const std::string* body)
      : stream_(io_) {
    request_.method_string(method);
    request_.target(target);
    request_.version(11);
    request_.set(http::field::host, cat("localhost:", port));
    request_.set(http::field::user_agent, "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0");
    request_.set(http::field::accept, "application/json");
    request_.set(http::field::connection, "close");
    if (body) {
      request_.set(http::field::content_type, "application/json");
      request_.body() = *body;
    }
    request_.prepare_payload();
    parser_.body_limit(body_limit);
    parser_.header_limit(header_limit);
    stream_.socket().assign(asio::ip::tcp::v4(), unit().cell->socket().release());
    const asio::ip::tcp::endpoint endpoint(asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port));
    stream_.async_connect(endpoint, [this](beast::error_code error) { step(error, [this] { write(); }); });
  }

  void run(Deadline deadline, Answer& answer) {
    io_.run_until(deadline.at());
    if (!done_) answer.problem = Problem::timeout;
    else if (error_) answer.problem = problem_of(error_);
    else take(answer);
  }

 private:
  template <class Next>
  void step(beast::error_code error, Next next) {
    error_ = error;
    if (error) done_ = true;
    else next();
  }
  void write() {
    http::async_write(stream_, request_,
                      [this](beast::error_code error, std::size_t) {
                        // A server may answer and close before it has read a body: read what it says.
                        if (error == asio::error::broken_pipe || error == asio::error::connection_reset) error = {};
                        step(error, [this] { read(); });
                      });
  }
  void read() {
    http::async_read(stream_, buffer_, parser_,
                     [this](beast::error_code error, std::size_t) { step(error, [this] { done_ = true; }); });
  }
  void take(Answer& answer) {
    const auto& message = parser_.get();
    answer.problem = Problem::none;
    answer.status = message.result_int();
    answer.body = message.body();
    for (const auto& header : message) {
      std::string name(header.name_string());
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
      answer.headers[name] = std::string(header.value());
    }
    answer.json = parsed(answer.body);
  }

  asio::io_context io_;
  beast::tcp_stream stream_;
  http::request<http::string_body> request_;
  http::response_parser<http::string_body> parser_;
  beast::flat_buffer buffer_{header_limit + body_limit};
  beast::error_code error_;
  bool done_ = false;
};

/// The path of a redirect to the same server, or empty.
std::string redirect_path(const Answer& answer, int port) {
  const auto location = answer.headers.find("location");
  if (location == answer.headers.end()) return {};
  std::string path = location->second;
  for (const char* host : {"http://localhost:", "http://127.0.0.1:"})
    if (const std::string origin = cat(host, port); path.starts_with(origin + "/")) path.erase(0, origin.size());
  return path.starts_with("/") && !path.starts_with("//") ? path : std::string();
}

}  // namespace

Json problem_term(const Answer& answer) {
  switch (answer.problem) {
    case Problem::none: return answer.status;
    case Problem::refused: return term::of("refused");
    case Problem::closed: return term::of("closed");
    case Problem::timeout: return term::of("no_answer");
    case Problem::too_large: return term::of("too_large");
    case Problem::not_http: return term::of("not_http");
    case Problem::redirects: return term::of("redirects");
  }
  std::abort();
}

Http Http::within(std::chrono::milliseconds limit) const {
  Http copy = *this;
  copy.limit_ = limit;
  return copy;
}

Answer Http::exchange(const std::string& method, const std::string& path, const std::string* body) const {
  const Deadline deadline = Deadline::in(limit_.count() > 0 ? limit_ : unit().spec.test_limit);
  const auto begin = Deadline::Clock::now();
  const int port = unit().ports.at(role_);
  const assay::Exchange open(unit().journal);
  Answer answer{.request = method + " " + path, .exchange = open.number()};
  std::string target = path;
  for (int hop = 0; hop <= most_redirects; ++hop) {
    Exchange(port, method, target, body).run(deadline, answer);
    if (!answer.arrived() || answer.status < 301 || answer.status > 308 || answer.status == 304) break;
    const std::string next = redirect_path(answer, port);
    if (next.empty()) break;
    if (hop == most_redirects) answer.problem = Problem::redirects;
    target = next;
  }
  answer.took = std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::Clock::now() - begin);
  if (answer.problem == Problem::timeout) note_timeout();
  return answer;
}

Answer Http::send(const std::string& method, const std::string& path, const Json* body) const {
  Json data{{"method", method}, {"path", path}, {"role", role_}};
  if (body) data["body"] = *body;
  if (given_) data["given"] = true;
  const std::string text = body ? to_text(*body) : std::string();
  const Answer answer = exchange(method, path, body ? &text : nullptr);
  if (answer.arrived()) data["status"] = answer.status;
  else data["problem"] = problem_term(answer);
  data["volatile"] = {{"answer", clipped(answer.body, 2000)}, {"exchange", answer.exchange}, {"ms", answer.took.count()}};
  note(StepKind::http, std::move(data));
  return answer;
}

Answer Http::post_raw(const std::string& path, const std::string& body) const {
  Json data{{"method", "POST"}, {"path", path}, {"role", role_}, {"text", body}};
  const Answer answer = exchange("POST", path, &body);
  if (answer.arrived()) data["status"] = answer.status;
  else data["problem"] = problem_term(answer);
  data["volatile"] = {{"answer", clipped(answer.body, 2000)}, {"exchange", answer.exchange}, {"ms", answer.took.count()}};
  note(StepKind::http, std::move(data));
  return answer;
}

std::string url_encoded(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
    } else {
      constexpr char hex[] = "0123456789ABCDEF";
      out += {'%', hex[byte >> 4], hex[byte & 15]};
    }
  }
  return out;
}

bool expect_status(const Answer& answer, const std::vector<int>& allowed) {
  const bool met = answer.arrived() && std::find(allowed.begin(), allowed.end(), answer.status) != allowed.end();
  return expect(answer.arrived() ? ExpectationKind::status : ExpectationKind::answer, answer.request,
                term::any_of(allowed), problem_term(answer), met);
}

void demand_status(const Answer& answer, const std::vector<int>& allowed) {
  if (!expect_status(answer, allowed)) stop_test();
}

void demand_answer(const Answer& answer) {
  demand(ExpectationKind::answer, answer.request, nullptr, problem_term(answer), answer.arrived());
}

namespace {

const Json& demand_body(const Answer& answer, bool right, const char* type) {
  demand_status(answer, {200, 201});
  if (!answer.is_json())
    demand(ExpectationKind::body, answer.request, term::type(type), term::of("not_json"), false);
  demand(ExpectationKind::body, answer.request, term::type(type), type_of(answer.json), right);
  return answer.json;
}

}  // namespace

const Json& demand_object(const Answer& answer) { return demand_body(answer, answer.json.is_object(), "object"); }
const Json& demand_array(const Answer& answer) { return demand_body(answer, answer.json.is_array(), "array"); }

}  // namespace assay::testkit
