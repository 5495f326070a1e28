// The course's Python adapter (templates/common/rpc_server.py), served from a real interpreter and asked by the real client.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "base/text.hpp"
#include "process/process.hpp"
#include "testkit/rpc_wire.hpp"

namespace assay::testkit {
namespace {

using namespace std::chrono_literals;

constexpr const char* module_text = R"(
import asyncio, datetime, decimal, enum, functools, os, threading, uuid
from math import sqrt


class Colour(enum.Enum):
    RED = "red"


def add(left, right=1):
    return left + right


async def later(value):
    await asyncio.sleep(0)
    return {"value": value, "thread": threading.current_thread().name}


@functools.lru_cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def kinds():
    return {
        "enum": Colour.RED, "decimal": decimal.Decimal("1.10"), "set": {1}, "tuple": (1, None, True), "date": datetime.date(2026, 3, 8),
        "naive": datetime.datetime(2026, 3, 8, 9), 2**53: 2**53, "large": 2**53 + 1,
        "aware": datetime.datetime(2026, 3, 8, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=3))), "uuid": uuid.UUID(int=1),
    }


def fails():
    raise KeyError("amount")


def leaves():
    raise SystemExit("enough")


def not_a_number():
    return float("nan")


def an_object():
    return object()


def says(text):
    print("said", text)


barrier = threading.Barrier(3, timeout=20)


def meets():
    barrier.wait()
    return True


def _secret():
    return 1


value = 5
)";

/// The adapter with a module of its own, for all tests of this file.
class Adapter : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    place = std::make_unique<TemporaryDirectory>(fs::temp_directory_path(), "assay-adapter-test-");
    write_file(place->path() / "work.py", module_text);
    fs::copy_file(fs::path(ASSAY_SOURCE_ROOT) / "templates/common/rpc_server.py", place->path() / "rpc_server.py");
    port = free_port();
    auto [read_end, write_end] = make_pipe();
    errors = std::move(read_end);
    child = spawn({.argv = {"/usr/bin/env", "python3", "rpc_server.py", "work"},
                   .environment = {{"PATH", std::getenv("PATH")}, {"PORT", cat(port)}, {"PYTHONDONTWRITEBYTECODE", "1"}},
                   .cwd = place->path(),
                   .descriptors = {{2, write_end.get()}}});
    const Deadline deadline = Deadline::in(30s);
    while (ask("add", {{"left", 1}}).problem == RpcAnswer::Problem::refused && !deadline.passed()) std::this_thread::sleep_for(10ms);
  }
  static void TearDownTestSuite() {
    child = {};
    place.reset();
  }

  static int free_port() {
    const UniqueFd socket = tcp_socket();
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }
  static UniqueFd tcp_socket() { return UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); }

  static RpcAnswer send(const std::string& line) {
    std::vector<RpcDialogue> dialogues;
    dialogues.push_back({tcp_socket(), {}});
    dialogues.back().requests.push_back({1, line});
    return converse(std::move(dialogues), port, Deadline::in(20s)).front().front();
  }
  static RpcAnswer ask(const std::string& method, const Json& params = Json::object()) {
    return send(to_text({{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", params}}));
  }
  static Json result(const std::string& method, const Json& params = Json::object()) {
    const RpcAnswer answer = ask(method, params);
    EXPECT_TRUE(answer.message.is_object() && answer.message.contains("result")) << method << ": " << answer.line;
    return answer.message.is_object() ? answer.message.value("result", Json()) : Json();
  }
  static Json error(const RpcAnswer& answer) {
    EXPECT_TRUE(answer.message.is_object() && answer.message.contains("error")) << answer.line;
    return answer.message.is_object() ? answer.message.value("error", Json::object()) : Json::object();
  }
  static std::string complaint(const std::string& method, const Json& params = Json::object()) {
    const Json told = error(ask(method, params));
    return cat(told.value("code", 0), ' ', told.value("message", ""));
  }

  static inline std::unique_ptr<TemporaryDirectory> place;
  static inline Child child;
  static inline UniqueFd errors;
  static inline int port = 0;
};

TEST_F(Adapter, CallsByNameAndByPlace) {
  EXPECT_EQ(result("add", {{"left", 2}, {"right", 3}}), 5);
  EXPECT_EQ(result("add", Json::array({2})), 3);
  EXPECT_EQ(result("add", {{"left", "ї"}, {"right", "ё"}}), "їё");
  EXPECT_EQ(send(R"({"id":1,"method":"kinds"})").message["result"]["enum"], "red") << "params may be left out";
}

TEST_F(Adapter, RunsAsyncFunctionsInOneLoop) {
  const Json first = result("later", {{"value", 1}}), second = result("later", {{"value", 2}});
  EXPECT_EQ(first["value"], 1);
  EXPECT_EQ(first["thread"], second["thread"]);
}

TEST_F(Adapter, WritesValuesAsJsonKnowsThem) {
  EXPECT_EQ(result("kinds"), Json({{"enum", "red"},
                                   {"decimal", "1.10"},
                                   {"set", {1}},
                                   {"tuple", {1, nullptr, true}},
                                   {"date", "2026-03-08"},
                                   {"naive", "2026-03-08T09:00:00Z"},
                                   {"aware", "2026-03-08T06:00:00Z"},
                                   {"9007199254740992", 9007199254740992},
                                   {"large", "9007199254740993"},
                                   {"uuid", "00000000-0000-0000-0000-000000000001"}}));
  EXPECT_EQ(result("fib", {{"n", 300}}), "222232244629420445529739893461909967206666939096499764990979600");
  EXPECT_EQ(result("says", {{"text", "hello"}}), nullptr);
}

TEST_F(Adapter, TellsWhatIsWrongWithACall) {
  EXPECT_EQ(complaint("add"), "-32602 add(left, right=1): missing a required argument: 'left'");
  EXPECT_EQ(complaint("add", {{"left", 1}, {"rihgt", 2}}), "-32602 add(left, right=1): got an unexpected keyword argument 'rihgt'");
  EXPECT_TRUE(complaint("ad").starts_with("-32601 work has no function ad; it has: add, an_object, fails, fib, kinds, ")) << complaint("ad");
  for (const char* name : {"_secret", "value", "Colour", "os", "__import__"})
    EXPECT_TRUE(complaint(name).starts_with("-32601 ")) << complaint(name);
  EXPECT_EQ(error(send("{")).value("code", 0), -32700);
  EXPECT_EQ(error(send("[]")).value("code", 0), -32600);
  EXPECT_EQ(error(send(R"({"id":1,"method":"add","params":5})")).value("code", 0), -32600);
  EXPECT_EQ(error(send(std::string(100'000, '['))).value("code", 0), -32700);
}

TEST_F(Adapter, MakesAnErrorOfAnException) {
  EXPECT_EQ(complaint("fails"), "-32000 KeyError: 'amount'");
  EXPECT_EQ(error(ask("fails"))["data"]["type"], "KeyError");
  EXPECT_EQ(complaint("leaves"), "-32000 SystemExit: enough");
  EXPECT_EQ(complaint("not_a_number"), "-32603 the result of not_a_number cannot be written as JSON: Out of range float values are not JSON compliant");
  EXPECT_EQ(complaint("an_object"), "-32603 the result of an_object cannot be written as JSON: a object is nothing that JSON knows");
  EXPECT_EQ(ask("fails").line.find("Traceback"), std::string::npos);
  std::string told(65'536, '\0');
  told.resize(static_cast<std::size_t>(std::max<ssize_t>(::read(errors.get(), told.data(), told.size()), 0)));
  EXPECT_NE(told.find("Traceback"), std::string::npos) << "whoever wrote the function sees where it failed";
  EXPECT_EQ(result("add", {{"left", 1}}), 2) << "and the program lives";
}

TEST_F(Adapter, AnswersInOrderOnAConnectionAndSideBySideOnSeveral) {
  std::vector<RpcDialogue> dialogues;
  for (int i = 0; i < 3; ++i) {
    dialogues.push_back({tcp_socket(), {}});
    dialogues.back().requests.push_back({1, R"({"id":1,"method":"meets"})"});
    dialogues.back().requests.push_back({0, R"({"method":"fails"})"});
    dialogues.back().requests.push_back({2, R"({"id":2,"method":"add","params":[1]})"});
  }
  for (const auto& answers : converse(std::move(dialogues), port, Deadline::in(20s))) {
    EXPECT_EQ(answers[0].message["result"], true);
    EXPECT_EQ(answers[1].message["result"], 2) << "nothing was said to the notification";
  }
}

TEST_F(Adapter, TakesLongLinesAndRefusesEndlessOnes) {
  EXPECT_EQ(result("says", {{"text", std::string(4u << 20, 'x')}}), nullptr);
  const Json told = error(send(std::string((16u << 20) + 2, ' ')));
  EXPECT_EQ(told.value("message", ""), "a line has more than 16777216 bytes");
}

}  // namespace
}  // namespace assay::testkit
