// What a cell costs, for measuring (ci/bench --cell): `cell-bench PARTS ROUNDS` takes turns between a program started plainly and the
// same program started in a fresh cell, and between a connection over loopback and one into a cell; it prints medians and their ratios.
// PARTS is the directory of assay-cell and assay-probe.
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "process/process.hpp"
#include "sandbox/protocol.hpp"

namespace assay {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr uid_t role_uid = 62999;   // nobody's, and above the slots of a harness that grades meanwhile
constexpr int port = 8000;

double milliseconds(const std::function<void()>& work) {
  const auto begin = Clock::now();
  work();
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

/// A cell with the probe as role `once`, and a small server as role `api`.
class Cell {
 public:
  Cell(const fs::path& parts, const fs::path& place) {
    auto [ours, theirs] = seqpacket_pair();
    auto [report, report_end] = make_pipe();
    std::string words;
    const auto add = [&](std::string_view key, const auto& value) { words += cat(key, '\0', value, '\0'); };
    const bool root = ::geteuid() == 0;
    add("tier", root ? "A" : "B");
    if (root) add("uid", role_uid), add("gid", role_uid);
    add("source", (place / "box").string()), add("place", (place / "root").string());
    add("identity", cat("student ", root ? role_uid : 1000)), add("limit.memory_bytes", 768u << 20), add("limit.processes", 256);
    add("limit.disk_bytes", 256u << 20), add("limit.disk_inodes", 20'000), add("listen", "postgres:5432"), add("port", cat("api:", port));
    add("env", "PATH=/usr/bin:/bin");
    add("role", "once"), add("arg", "./assay-probe"), add("arg", "euid");
    add("role", "api"), add("arg", "python3"), add("arg", "-c");
    add("arg", "import socket\ns = socket.create_server(('127.0.0.1', 8000), backlog=128)\nprint('ready', flush=True)\nwhile True: s.accept()[0].close()");
    const UniqueFd spec = memory_file("spec", words);
    child_ = spawn({.argv = {(parts / "assay-cell").string()},
                    .descriptors = {{protocol::spec_fd, spec.get()}, {protocol::control_fd, theirs.get()}, {protocol::report_fd, report_end.get()}},
                    .keep_privilege = true,
                    .grace = 3s});
    control_ = std::move(ours);
    report_ = std::move(report);
  }
  ~Cell() {
    control_.reset();
    char bytes[4096];
    while (::read(report_.get(), bytes, sizeof bytes) > 0) {
    }
    child_.wait(Deadline::in(10s));
  }
  Cell(const Cell&) = delete;
  Cell& operator=(const Cell&) = delete;

  std::string ask(const std::string& request, std::vector<UniqueFd>* sockets = nullptr) {
    static char text[protocol::message_limit];
    alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int) * protocol::most_sockets)];
    iovec part{text, sizeof text};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = space;
    message.msg_controllen = sizeof space;
    if (::send(control_.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0) throw Fault("cell: gone");
    const ssize_t got = ::recvmsg(control_.get(), &message, MSG_CMSG_CLOEXEC);
    if (got <= 0) throw Fault("cell: gone");
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header && sockets; header = CMSG_NXTHDR(&message, header))
      for (std::size_t number = 0; number < (header->cmsg_len - CMSG_LEN(0)) / sizeof(int); ++number)
        sockets->emplace_back(reinterpret_cast<const int*>(CMSG_DATA(header))[number]);
    return {text, static_cast<std::size_t>(got)};
  }
  void run_once() {
    ask("start once");
    while (ask("state once").starts_with("state once running")) {
    }
  }
  void serve() {
    ask("start api");
    while (ask("output api 0").find("ready") == std::string::npos) ::poll(nullptr, 0, 1);
  }
  /// From the stock that a suite keeps.
  UniqueFd socket() {
    if (stock_.empty()) ask("sockets 16", &stock_);
    UniqueFd one = std::move(stock_.back());
    stock_.pop_back();
    return one;
  }

 private:
  Child child_;
  UniqueFd control_, report_;
  std::vector<UniqueFd> stock_;
};

/// Connects and waits for the server's end of it.
void visit(const UniqueFd& fd, int to) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(to));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  pollfd ready{fd.get(), POLLIN, 0};
  if (::poll(&ready, 1, 10'000) != 1) throw Fault("a connection got no answer");
}

int plain_port(const Child&, const UniqueFd& output) {
  char text[32] = {};
  if (::read(output.get(), text, sizeof text - 1) <= 0) throw Fault("the plain server did not start");
  return std::atoi(text);
}

void print(const char* what, double plain, double in_cell, double aim) {
  std::printf("%-28s plain %8.3f ms   cell %8.3f ms   ratio %5.2f   (aim: at most %g)\n", what, plain, in_cell, in_cell / plain, aim);
}

void measure(const fs::path& parts, int rounds) {
  const TemporaryDirectory made("/dev/shm", "assay-cell-bench-");
  const fs::path& place = made.path();
  fs::permissions(place, fs::perms(0711));
  for (const char* part : {"box", "root"}) {
    fs::create_directory(place / part);
    fs::permissions(place / part, fs::perms(0755));
  }
  copy_tree(parts / "assay-probe", place / "box/assay-probe");

  std::vector<double> plain, in_cell;
  for (int round = 0; round < rounds; ++round) {
    plain.push_back(milliseconds([&] { spawn({.argv = {(place / "box/assay-probe").string(), "euid"}}).wait(Deadline::in(10s)); }));
    std::optional<Cell> cell;
    in_cell.push_back(milliseconds([&] { cell.emplace(parts, place).run_once(); }));
  }
  print("start of a program", median(plain), median(in_cell), 6);

  auto [output, output_end] = make_pipe();
  const Child server = spawn({.argv = {"/usr/bin/python3", "-c",
                                       "import socket\ns = socket.create_server(('127.0.0.1', 0), backlog=128)\nprint(s.getsockname()[1], flush=True)\n"
                                       "while True: s.accept()[0].close()"},
                              .environment = {{"PATH", "/usr/bin:/bin"}},
                              .descriptors = {{1, output_end.get()}}});
  const int loopback = plain_port(server, output);
  Cell cell(parts, place);
  cell.serve();
  std::vector<double> near, far;
  for (int round = 0; round < 20 * rounds; ++round) {
    near.push_back(milliseconds([&] { visit(UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)), loopback); }));
    far.push_back(milliseconds([&] { visit(cell.socket(), port); }));
  }
  print("connection to a server", median(near), median(far), 2);
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  if (argc != 3 || std::atoi(argv[2]) < 1) {
    std::fputs("usage: cell-bench PARTS ROUNDS\n", stderr);
    return 2;
  }
  try {
    assay::measure(assay::fs::absolute(argv[1]), std::atoi(argv[2]));
  } catch (const assay::Fault& fault) {
    std::fprintf(stderr, "assay: cell-bench: %s\n", fault.what());
    return 3;
  }
}
