#include "testkit/http.hpp"

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "base/deadline.hpp"
#include "base/text.hpp"
#include "testkit/expect.hpp"
#include "testkit/roles.hpp"
#include "testkit/unit.hpp"

namespace assay::testkit {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Problem = Answer::Problem;

constexpr std::uint64_t body_limit = 4u << 20;
constexpr std::uint32_t header_limit = 64u << 10;
constexpr std::uint64_t wire_limit = 16u << 20;  // chunks of one byte cost six, their comments count as well
constexpr int depth_limit = 64;
constexpr int most_redirects = 3;

/// JSON nested deeper than depth_limit is refused before it can cost memory.
Json parsed(const std::string& body) {
  bool deep = false;
  const auto shallow = [&](int depth, Json::parse_event_t, Json&) {
    deep = deep || depth > depth_limit;
    return !deep;
  };
  Json value = Json::parse(body, shallow, /*allow_exceptions=*/false);
  return deep ? Json(Json::value_t::discarded) : value;
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

/// One request on one connection, driven by an event loop that others may share.
class Exchange {
 public:
  Exchange(asio::io_context& io, int port, const std::string& method, const std::string& target, const std::string* body)
      : stream_(io) {
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

  /// What has come until now.
  void take(Answer& answer) const {
    if (!done_) answer.problem = Problem::timeout;
    else if (error_) answer.problem = problem_of(error_);
    else take_message(answer);
  }
  Deadline::Clock::time_point ended() const { return done_ ? ended_ : Deadline::Clock::now(); }

 private:
  template <class Next>
  void step(beast::error_code error, Next next) {
    error_ = error;
    if (error) end();
    else next();
  }
  void end() {
    done_ = true;
    ended_ = Deadline::Clock::now();
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
    http::async_read_some(stream_, buffer_, parser_, [this](beast::error_code error, std::size_t taken) {
      taken_ += taken;
      if (!error && taken_ > wire_limit) error = http::error::body_limit;
      step(error, [this] {
        if (parser_.is_done()) end();
        else read();
      });
    });
  }
  void take_message(Answer& answer) const {
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

  beast::tcp_stream stream_;
  http::request<http::string_body> request_;
  http::response_parser<http::string_body> parser_;
  beast::flat_buffer buffer_{header_limit + body_limit};
  beast::error_code error_;
  std::uint64_t taken_ = 0;
  bool done_ = false;
  Deadline::Clock::time_point ended_;
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

/// A request as it goes out.
struct Words {
  std::string method, target;
  const std::string* body = nullptr;
};

/// Sends `pending` of the requests at the same moment; gives those that are sent elsewhere, with their new targets.
std::vector<std::size_t> exchange(std::vector<Words>& requests, const std::vector<std::size_t>& pending, int port,
                                  Deadline deadline, Deadline::Clock::time_point begin, std::vector<Answer>& answers) {
  asio::io_context io;
  std::vector<std::unique_ptr<Exchange>> under_way;
  for (const std::size_t i : pending)
    under_way.push_back(std::make_unique<Exchange>(io, port, requests[i].method, requests[i].target, requests[i].body));
  io.run_until(deadline.at());
  std::vector<std::size_t> redirected;
  for (std::size_t k = 0; k < pending.size(); ++k) {
    Answer& answer = answers[pending[k]];
    under_way[k]->take(answer);
    answer.took = std::chrono::duration_cast<std::chrono::milliseconds>(under_way[k]->ended() - begin);
    if (!answer.arrived() || answer.status < 301 || answer.status > 308 || answer.status == 304) continue;
    const std::string next = redirect_path(answer, port);
    if (next.empty()) continue;
    requests[pending[k]].target = next;
    redirected.push_back(pending[k]);
  }
  return redirected;
}

std::vector<Answer> exchanged(std::vector<Words> requests, const std::string& role, std::chrono::milliseconds limit) {
  const Deadline deadline = Deadline::in(limit.count() > 0 ? limit : unit().spec.test_limit);
  const auto begin = Deadline::Clock::now();
  const int port = unit().ports.at(role);
  std::vector<Answer> answers;
  std::vector<std::size_t> pending;
  std::vector<std::unique_ptr<assay::Exchange>> open;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    open.push_back(std::make_unique<assay::Exchange>(unit().journal));
    answers.push_back({.request = requests[i].method + " " + requests[i].target, .exchange = open.back()->number()});
    pending.push_back(i);
  }
  for (int hop = 0; hop <= most_redirects && !pending.empty(); ++hop)
    pending = exchange(requests, pending, port, deadline, begin, answers);
  for (const std::size_t i : pending) answers[i].problem = Problem::redirects;
  bool broken = false;
  for (const Answer& answer : answers) {
    if (answer.problem == Problem::timeout) note_timeout();
    broken = broken || answer.problem == Problem::closed || answer.problem == Problem::refused;
  }
  if (broken) roles(role).see_end();
  return answers;
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

Answer Http::send(const Request& request) const {
  const std::string text = request.body ? to_text(*request.body) : std::string();
  const Answer answer = exchanged({{request.method, request.path, request.body ? &text : nullptr}}, role_, limit_).front();
  Json data{{"method", request.method}, {"path", request.path}};
  if (request.body) data["body"] = *request.body;
  note_exchange(std::move(data), answer);
  return answer;
}

Answer Http::post_raw(const std::string& path, const std::string& body) const {
  const Answer answer = exchanged({{"POST", path, &body}}, role_, limit_).front();
  note_exchange({{"method", "POST"}, {"path", path}, {"text", body}}, answer);
  return answer;
}

std::vector<Answer> Http::at_once(const std::vector<Request>& requests) const {
  std::vector<std::string> texts(requests.size());
  std::vector<Words> words;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (requests[i].body) texts[i] = to_text(*requests[i].body);
    words.push_back({requests[i].method, requests[i].path, requests[i].body ? &texts[i] : nullptr});
  }
  std::vector<Answer> answers = exchanged(words, role_, limit_);
  note_kinds(requests, answers);
  return answers;
}

std::vector<Answer> Http::in_turn(const std::vector<Request>& requests) const {
  std::vector<Answer> answers;
  for (const Request& request : requests) {
    const std::string text = request.body ? to_text(*request.body) : std::string();
    answers.push_back(exchanged({{request.method, request.path, request.body ? &text : nullptr}}, role_, limit_).front());
  }
  note_kinds(requests, answers);
  return answers;
}

/// One step for each kind of request and fate: which of them came first differs from run to run.
void Http::note_kinds(const std::vector<Request>& requests, const std::vector<Answer>& answers) const {
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> kinds;
  for (std::size_t i = 0; i < answers.size(); ++i)
    kinds[{answers[i].request, to_text(problem_term(answers[i]))}].push_back(i);
  for (const auto& [kind, members] : kinds) {
    const Request& request = requests[members.front()];
    Json data{{"method", request.method}, {"path", request.path}, {"times", members.size()}};
    if (request.body) data["body"] = *request.body;
    note_exchange(std::move(data), answers[members.front()]);
  }
}

void Http::note_exchange(Json data, const Answer& answer) const {
  data["role"] = role_;
  if (given_) data["given"] = true;
  if (answer.arrived()) data["status"] = answer.status;
  else data["problem"] = problem_term(answer);
  data["volatile"] = {{"answer", clipped(answer.body, 2000)}, {"exchange", answer.exchange}, {"ms", answer.took.count()}};
  note(StepKind::http, std::move(data));
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
// Within these, `answer` has a name and is taken as one that stays.
Json demand_object(Answer&& answer) { return demand_object(answer); }
Json demand_array(Answer&& answer) { return demand_array(answer); }

}  // namespace assay::testkit
