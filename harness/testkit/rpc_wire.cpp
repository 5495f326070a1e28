#include "testkit/rpc_wire.hpp"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <map>
#include <memory>

#include "base/text.hpp"
#include "testkit/exact_json.hpp"

namespace assay::testkit {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

class RpcConnection {
  using Error = boost::system::error_code;
  using Problem = RpcAnswer::Problem;
  static constexpr std::size_t shown = 4000;  // bytes of what came, for people

 public:
  RpcConnection(asio::io_context& io, RpcDialogue dialogue, const RpcLimits& limits) : socket_(io), limits_(limits) {
    for (const RpcRequest& request : dialogue.requests) {
      out_ += request.line + '\n';
      if (request.id == 0) continue;
      place_[request.id] = answers_.size();
      answers_.emplace_back();
    }
    open_ = place_.size();
    socket_.assign(tcp::v4(), dialogue.socket.release());
  }

  void start(int port) {
    const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port));
    socket_.async_connect(endpoint, [this](Error error) {
      if (error) return finish(error == asio::error::connection_refused ? Problem::refused : Problem::closed);
      // Reading goes on beside writing: a program may answer, or talk without end, before it has read everything.
      asio::async_write(socket_, asio::buffer(out_), [this](Error failed, std::size_t) {
        if (!failed && open_ == 0) finish(Problem::none);
      });
      read();
    });
  }

  /// What the deadline makes of the requests that are still open.
  std::vector<RpcAnswer> take() {
    if (!done_) {
      finish(instead_of(pending_.empty() ? Problem::no_answer : Problem::unfinished));
      for (RpcAnswer& answer : answers_) answer.late = answer.problem != Problem::none;
    }
    return std::move(answers_);
  }

 private:
  void read() {
    socket_.async_read_some(asio::buffer(chunk_), [this](Error error, std::size_t size) {
      if (done_) return;
      if (error) return take_end();
      received_ += size;
      pending_.append(chunk_.data(), size);
      take_lines();
      if (done_) return;
      if (pending_.size() > limits_.line || received_ > limits_.all) return finish(Problem::too_large);
      read();
    });
  }

  void take_lines() {
    std::size_t begin = 0;
    for (std::size_t end; !done_ && (end = pending_.find('\n', std::max(begin, searched_))) != std::string::npos; begin = end + 1) {
      if (end - begin > limits_.line) return finish(Problem::too_large);
      take_line(pending_.substr(begin, end - begin));
    }
    pending_.erase(0, begin);
    searched_ = pending_.size();
  }

  /// The end of the stream ends the last line too.
  void take_end() {
    if (!pending_.empty()) take_line(std::exchange(pending_, {}));
    if (!done_) finish(instead_of(Problem::closed));
    // A line that was broken off is no JSON because of that alone.
    for (RpcAnswer& answer : answers_)
      if (answer.problem == Problem::not_json && answer.line.starts_with('{')) answer.problem = Problem::unfinished;
  }

  void take_line(const std::string& line) {
    if (trimmed(line).empty()) return;
    Json message = parsed_exactly(line);
    came_ = clipped(line, shown);
    if (message.is_discarded()) return finish(Problem::not_json);
    if (!message.is_object()) return finish(Problem::not_rpc);
    if (message.contains("method")) return pass_over();
    const Json id = message.value("id", Json());
    // An error that could not be matched to a request is the answer to the only one there is.
    const bool mine = id.is_null() && open_ == 1 && answers_.size() == 1 && message.value("error", Json()).is_object();
    if (id.is_null() && !mine) return finish(Problem::not_rpc);
    const auto known = mine ? place_.begin() : id.is_number_integer() ? place_.find(id.get<std::int64_t>()) : place_.end();
    if (known == place_.end()) {
      other_id_ = true;
      return pass_over();
    }
    settle(answers_[known->second], std::move(message));
  }

  void pass_over() {
    if (++strangers_ > limits_.strangers) finish(Problem::too_large);
  }

  void settle(RpcAnswer& answer, Json message) {
    if (answer.problem == Problem::none) return;  // said twice
    const bool failed = !message.value("error", Json()).is_null();
    if (failed ? !message["error"].is_object() : !message.contains("result")) return finish(Problem::not_rpc);
    answer = {Problem::none, std::move(message), came_, false, since_begin()};
    if (--open_ == 0) finish(Problem::none);
  }

  Problem instead_of(Problem problem) const { return other_id_ ? Problem::other_id : problem; }

  void finish(Problem problem) {
    if (done_) return;
    done_ = true;
    const bool in_a_line = problem == Problem::unfinished || problem == Problem::too_large;
    for (RpcAnswer& answer : answers_)
      if (answer.problem != Problem::none)
        answer = {problem, nullptr, in_a_line ? clipped(pending_, shown) : came_, false, since_begin()};
    Error ignored;
    socket_.close(ignored);
  }

  std::chrono::milliseconds since_begin() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::Clock::now() - begin_);
  }

  tcp::socket socket_;
  RpcLimits limits_;
  std::string out_, pending_, came_;
  std::array<char, 64 * 1024> chunk_{};
  std::map<std::int64_t, std::size_t> place_;  ///< of an id among the answers
  std::vector<RpcAnswer> answers_;
  std::size_t open_ = 0, received_ = 0, searched_ = 0;
  int strangers_ = 0;
  bool other_id_ = false, done_ = false;
  Deadline::Clock::time_point begin_ = Deadline::Clock::now();
};

}  // namespace

std::vector<std::vector<RpcAnswer>> converse(std::vector<RpcDialogue> dialogues, int port, Deadline deadline, const RpcLimits& limits) {
  asio::io_context io;
  std::vector<std::unique_ptr<RpcConnection>> connections;
  for (RpcDialogue& dialogue : dialogues) {
    connections.push_back(std::make_unique<RpcConnection>(io, std::move(dialogue), limits));
    connections.back()->start(port);
  }
  io.run_until(deadline.at());
  std::vector<std::vector<RpcAnswer>> answers;
  for (const auto& connection : connections) answers.push_back(connection->take());
  return answers;
}

}  // namespace assay::testkit
