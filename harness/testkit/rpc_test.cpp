// The RPC client against programs that answer as no program should.
#include "testkit/rpc_wire.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <functional>
#include <thread>

#include "base/text.hpp"
#include "testkit/exact_json.hpp"

namespace assay::testkit {
namespace {

using namespace std::chrono_literals;
using Problem = RpcAnswer::Problem;

UniqueFd tcp_socket(int flags = 0) { return UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0)); }

/// A connection as the server's script sees it.
class Peer {
 public:
  explicit Peer(int fd) : fd_(fd) {}

  /// The next line that the client sent; empty when there is none.
  std::string line() {
    for (char c = 0; ::recv(fd_, &c, 1, 0) == 1;) {
      if (c == '\n') return std::exchange(line_, {});
      line_ += c;
    }
    return {};
  }
  /// False when the client has gone.
  bool say(const std::string& bytes) const {
    for (std::string_view rest = bytes; !rest.empty();) {
      const ssize_t sent = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void wait_for_the_end() const {
    char bytes[4096];
    while (::recv(fd_, bytes, sizeof bytes, 0) > 0) {
    }
  }

 private:
  int fd_;
  std::string line_;
};

/// Serves every connection with one script, each in a thread of its own.
class Server {
 public:
  explicit Server(std::function<void(Peer&)> script) : listener_(tcp_socket()) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener_.get(), 16);
    ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    accepting_ = std::jthread([this, script](std::stop_token stop) {
      while (!stop.stop_requested()) {
        pollfd waiting{listener_.get(), POLLIN, 0};
        if (::poll(&waiting, 1, 20) != 1) continue;
        const int fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
        serving_.emplace_back([script, fd] {
          const UniqueFd owned(fd);
          Peer peer(fd);
          script(peer);
        });
      }
    });
  }
  int port = 0;

 private:
  UniqueFd listener_;
  std::vector<std::jthread> serving_;
  std::jthread accepting_;
};

std::string request(int id) { return cat(R"({"jsonrpc":"2.0","id":)", id, R"(,"method":"f","params":{}})"); }
std::string result(int id, const std::string& value) { return cat(R"({"jsonrpc":"2.0","id":)", id, R"(,"result":)", value, "}\n"); }

std::vector<RpcAnswer> ask(int port, int requests, std::chrono::milliseconds limit = 5s, const RpcLimits& limits = {}) {
  std::vector<RpcDialogue> dialogues;
  dialogues.push_back({tcp_socket(SOCK_NONBLOCK), {}});
  for (int id = 1; id <= requests; ++id) dialogues.back().requests.push_back({id, request(id)});
  return converse(std::move(dialogues), port, Deadline::in(limit), limits).front();
}
RpcAnswer ask(int port, std::chrono::milliseconds limit = 5s, const RpcLimits& limits = {}) {
  return ask(port, 1, limit, limits).front();
}

/// What becomes of one request when the program says `bytes` and then keeps the connection open.
RpcAnswer answer_to(const std::string& bytes, std::chrono::milliseconds limit = 5s, const RpcLimits& limits = {}) {
  const Server server([bytes](Peer& peer) {
    peer.line();
    peer.say(bytes);
    peer.wait_for_the_end();
  });
  return ask(server.port, limit, limits);
}
/// The same of one that then closes the connection.
RpcAnswer last_words(const std::string& bytes) {
  const Server server([bytes](Peer& peer) {
    peer.line();
    peer.say(bytes);
  });
  return ask(server.port);
}

TEST(RpcClient, TakesAResultOrAnError) {
  const RpcAnswer good = answer_to(result(1, R"({"a": [1, null]})"));
  EXPECT_EQ(good.problem, Problem::none);
  EXPECT_EQ(good.message["result"], Json({{"a", {1, nullptr}}}));
  EXPECT_FALSE(good.late);
  const RpcAnswer bad = answer_to(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"KeyError: 'x'"}})" "\r\n");
  EXPECT_EQ(bad.problem, Problem::none);
  EXPECT_EQ(bad.message["error"]["message"], "KeyError: 'x'");
  EXPECT_EQ(answer_to(R"({"id":null,"error":{"code":-32700,"message":"no JSON"}})" "\n").problem, Problem::none)
      << "an error that knows no id belongs to the only request";
  EXPECT_EQ(answer_to(result(1, "null")).problem, Problem::none);
}

TEST(RpcClient, NamesWhatIsNoAnswer) {
  EXPECT_EQ(answer_to("HTTP/1.1 400 Bad Request\r\n").problem, Problem::not_json);
  EXPECT_EQ(answer_to("HTTP/1.1 400 Bad Request\r\n").line, "HTTP/1.1 400 Bad Request\r");
  EXPECT_EQ(answer_to("{\"id\":1,\"result\":\"\xC3\x28\"}\n").problem, Problem::not_json) << "no UTF-8";
  EXPECT_EQ(answer_to(result(1, "NaN")).problem, Problem::not_json);
  EXPECT_EQ(answer_to(result(1, std::string(100, '[') + std::string(100, ']'))).problem, Problem::not_json);
  EXPECT_EQ(answer_to(std::string("\0\0\0\n", 4)).problem, Problem::not_json);
  for (const char* line : {"{}", "[]", "7", "null", R"({"result":5})", R"({"id":1})", R"({"id":1,"error":"text"})"})
    EXPECT_EQ(answer_to(cat(line, "\n")).problem, Problem::not_rpc) << line;
}

TEST(RpcClient, TellsSilenceFromAnUnfinishedLine) {
  EXPECT_EQ(answer_to("", 100ms).problem, Problem::no_answer);
  EXPECT_EQ(answer_to("\n \n", 100ms).problem, Problem::no_answer);
  const RpcAnswer half = answer_to(R"({"id":1,"result":5})", 100ms);
  EXPECT_EQ(half.problem, Problem::unfinished);
  EXPECT_EQ(half.line, R"({"id":1,"result":5})");
  EXPECT_TRUE(half.late);
}

TEST(RpcClient, SeesHowAConnectionEnds) {
  EXPECT_EQ(last_words("").problem, Problem::closed);
  EXPECT_EQ(last_words(R"({"id":1,"resu)").problem, Problem::unfinished);
  EXPECT_EQ(last_words(R"({"id":1,"result":5})").message["result"], 5) << "the end of the stream ends a line";
  int port = 0;
  {
    const Server gone([](Peer&) {});
    port = gone.port;
  }
  EXPECT_EQ(ask(port).problem, Problem::refused);
}

TEST(RpcClient, WaitsForSlowLinesUntilTheDeadline) {
  const Server slow([](Peer& peer) {
    peer.line();
    for (const char c : result(1, "5")) {
      if (!peer.say({c})) return;
      std::this_thread::sleep_for(1ms);
    }
  });
  EXPECT_EQ(ask(slow.port).message["result"], 5);
  const Server endless([](Peer& peer) {
    while (peer.say("1")) std::this_thread::sleep_for(5ms);
  });
  const auto begin = Deadline::Clock::now();
  EXPECT_EQ(ask(endless.port, 150ms).problem, Problem::unfinished);
  EXPECT_LT(Deadline::Clock::now() - begin, 5s);
}

TEST(RpcClient, TakesALargeAnswerAndRefusesAHugeOne) {
  const RpcLimits limits{.line = 1u << 20, .all = 2u << 20};
  const std::string large = answer_to(result(1, cat('"', std::string(900'000, 'x'), '"')), 5s, limits).message["result"];
  EXPECT_EQ(large.size(), 900'000u);
  EXPECT_EQ(answer_to(result(1, cat('"', std::string(1'200'000, 'x'), '"')), 5s, limits).problem, Problem::too_large);
}

TEST(RpcClient, EndsWhatNeverEnds) {
  const RpcLimits limits{.line = 1u << 20, .all = 2u << 20};
  const Server one_line([](Peer& peer) {
    while (peer.say(std::string(65'536, 'x'))) {
    }
  });
  EXPECT_EQ(ask(one_line.port, 20s, limits).problem, Problem::too_large);
  const Server many_lines([](Peer& peer) {
    while (peer.say(R"({"jsonrpc":"2.0","method":"tick"})" "\n")) {
    }
  });
  EXPECT_EQ(ask(many_lines.port, 20s, limits).problem, Problem::too_large);
}

TEST(RpcClient, PassesOverWhatItDidNotAskFor) {
  const RpcAnswer answer = answer_to(cat(R"({"jsonrpc":"2.0","method":"log","params":["hello"]})", "\n", result(99, "1"), result(1, "2")));
  EXPECT_EQ(answer.message["result"], 2);
  const RpcAnswer other = answer_to(result(99, "1"), 100ms);
  EXPECT_EQ(other.problem, Problem::other_id);
  EXPECT_EQ(other.line + "\n", result(99, "1"));
  EXPECT_EQ(last_words(result(99, "1")).problem, Problem::other_id);
  EXPECT_EQ(answer_to(R"({"id":"1","result":5})" "\n", 100ms).problem, Problem::other_id) << "a text is another id";
}

TEST(RpcClient, MatchesAnswersByTheirIds) {
  const Server backwards([](Peer& peer) {
    for (int i = 0; i < 3; ++i) peer.line();
    peer.say(result(3, "30") + result(1, "10") + result(1, "11") + R"({"id":2,"error":{"code":1,"message":"no"}})" "\n");
    peer.wait_for_the_end();
  });
  const std::vector<RpcAnswer> answers = ask(backwards.port, 3);
  EXPECT_EQ(answers[0].message["result"], 10) << "the first answer stands";
  EXPECT_EQ(answers[1].message["error"]["message"], "no");
  EXPECT_EQ(answers[2].message["result"], 30);
  const Server partly([](Peer& peer) {
    for (int i = 0; i < 3; ++i) peer.line();
    peer.say(result(2, "20"));
  });
  const std::vector<RpcAnswer> some = ask(partly.port, 3);
  EXPECT_EQ(some[0].problem, Problem::closed);
  EXPECT_EQ(some[1].message["result"], 20);
  EXPECT_EQ(some[2].problem, Problem::closed);
}

TEST(RpcClient, HoldsSeveralConnectionsAtOnce) {
  std::atomic<int> waiting = 0;
  const Server together([&waiting](Peer& peer) {
    peer.line();
    ++waiting;
    for (int i = 0; waiting < 5 && i < 5000; ++i) std::this_thread::sleep_for(1ms);
    peer.say(result(1, waiting == 5 ? "true" : "false"));
    peer.wait_for_the_end();
  });
  std::vector<RpcDialogue> dialogues;
  for (int i = 0; i < 5; ++i) {
    dialogues.push_back({tcp_socket(SOCK_NONBLOCK), {}});
    dialogues.back().requests.push_back({1, request(1)});
  }
  for (const auto& answers : converse(std::move(dialogues), together.port, Deadline::in(10s)))
    EXPECT_EQ(answers.front().message["result"], true);
}

TEST(RpcClient, ReadsWhileItWrites) {
  const Server deaf([](Peer& peer) {
    peer.say(result(1, "5"));
    std::this_thread::sleep_for(50ms);
  });
  std::vector<RpcDialogue> dialogues;
  dialogues.push_back({tcp_socket(SOCK_NONBLOCK), {}});
  dialogues.back().requests.push_back({1, std::string(32u << 20, ' ')});
  EXPECT_EQ(converse(std::move(dialogues), deaf.port, Deadline::in(10s)).front().front().message["result"], 5);
}

TEST(RpcClient, DoesNotWaitForTheAnswerToANotification) {
  std::atomic<bool> came = false;
  const Server silent([&came](Peer& peer) {
    came = peer.line() == "note";
    peer.wait_for_the_end();
  });
  std::vector<RpcDialogue> dialogues;
  dialogues.push_back({tcp_socket(SOCK_NONBLOCK), {}});
  dialogues.back().requests.push_back({0, "note"});
  EXPECT_TRUE(converse(std::move(dialogues), silent.port, Deadline::in(10s)).front().empty());
  for (int i = 0; !came && i < 5000; ++i) std::this_thread::sleep_for(1ms);
  EXPECT_TRUE(came);
}

TEST(ExactJson, KeepsEveryDigit) {
  const std::string fib300 = "222232244629420445529739893461909967206666939096499764990979600";
  EXPECT_EQ(parsed_exactly(fib300), fib300);
  EXPECT_EQ(parsed_exactly(cat("[", fib300, ",-", fib300, "]")), Json({fib300, "-" + fib300}));
  EXPECT_EQ(parsed_exactly("9007199254740993"), std::int64_t{9007199254740993});
  EXPECT_EQ(parsed_exactly("3.1415926535897932384626433"), "3.1415926535897932384626433");
  EXPECT_EQ(parsed_exactly("1e400"), "1e400");
  EXPECT_EQ(parsed_exactly("0.1"), 0.1);
  EXPECT_EQ(parsed_exactly("0.30000000000000004"), 0.30000000000000004);
  EXPECT_EQ(parsed_exactly(R"({"k1234567890123456789012":"a \" 12345678901234567890123 \\"})"),
            Json({{"k1234567890123456789012", "a \" 12345678901234567890123 \\"}}));
  for (const char* wrong : {"01234567890123456789012", "1234567890123456789012.", "-", "\"abc", "\"abc\\", "12345678901234567890123x", ""})
    EXPECT_TRUE(parsed_exactly(wrong).is_discarded()) << wrong;
}

TEST(ExactJson, SpellsANumberInOneWay) {
  for (const Json& same : {Json("100"), Json(100), Json("100.00"), Json("1e2"), Json("1.0E+2"), Json(100.0), Json("10000e-2")})
    EXPECT_EQ(decimal_digits(same), "100") << same;
  EXPECT_EQ(decimal_digits("-0.0"), "0");
  EXPECT_EQ(decimal_digits("-0.050"), "-0.05");
  EXPECT_EQ(decimal_digits("5e-3"), "0.005");
  EXPECT_EQ(decimal_digits("12.5e-3"), "0.0125");
  for (const Json& other : {Json("1e2000000"), Json("12 UAH"), Json(""), Json(nullptr), Json(true), Json("0x10"), Json(" 1"), Json::array({1})})
    EXPECT_EQ(decimal_digits(other), "") << other;
}

}  // namespace
}  // namespace assay::testkit
