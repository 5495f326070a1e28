// For the tests of assay-cell: the harness's and the suite's part in small.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <cstring>
#include <thread>

#include "base/text.hpp"
#include "process/life_test.hpp"
#include "process/process.hpp"
#include "sandbox/protocol.hpp"

namespace assay {

using namespace std::chrono_literals;

/// Who the cell is, and who its roles are.
enum class Privilege {
  own_uid,         ///< started as root, roles have a uid of their own
  ordinary_user,   ///< started by somebody without rights, like its roles
};

struct SpecText {
  std::string bytes;
  SpecText& add(std::string_view key, std::string_view value) {
    bytes.append(key).push_back('\0');
    bytes.append(value).push_back('\0');
    return *this;
  }
  SpecText& shell(std::string_view role, std::string_view script) {
    return add("role", role).add("arg", "/bin/sh").add("arg", "-c").add("arg", script);
  }
};

struct Answer {
  std::string text;
  std::vector<UniqueFd> fds;
};

/// Calls `condition` until it is true; false if that takes longer than ten seconds.
template <class Condition>
bool eventually(Condition condition) {
  const Deadline deadline = Deadline::in(10s);
  while (!condition()) {
    if (deadline.passed()) return false;
    ::poll(nullptr, 0, 1);
  }
  return true;
}

class CellUnderTest {
 public:
  explicit CellUnderTest(Privilege privilege) : box_("/dev/shm", "cell-test-") {
    const bool root = ::getuid() == 0;
    uid_ = 62000 + static_cast<uid_t>(::getpid()) % 2000;   // Above the slots: its processes are swept.
    if (root && privilege == Privilege::ordinary_user) drop_to_ = Owner{65534, 65534};
    if (root && privilege == Privilege::own_uid) {
      spec.add("uid", cat(uid_)).add("gid", cat(uid_));
      ::chown(box_.path().c_str(), uid_, uid_);
    }
    if (drop_to_) ::chown(box_.path().c_str(), drop_to_->uid, drop_to_->gid);
    spec.add("box", box_.path().native()).add("env", "PATH=/usr/bin:/bin");
  }

  /// Starts the program with `spec`.
  void start() {
    auto [ours, theirs] = seqpacket_pair();
    auto [report, report_end] = make_pipe();
    const UniqueFd text = memory_file("spec", spec.bytes);
    UniqueFd errors = memory_file("errors", "");
    const fs::path program = box_.path().native() + "-program";   // Where the ordinary user can reach it.
    fs::copy_file(ASSAY_PARTS "/assay-cell", program, fs::copy_options::overwrite_existing);
    ::chmod(program.c_str(), 0755);
    Spawn what{.argv = {program.native()}, .environment = {{"LEAK", "from the harness"}}};
    what.descriptors = {{2, errors.get()},
                        {protocol::spec_fd, text.get()},
                        {protocol::control_fd, theirs.get()},
                        {protocol::report_fd, report_end.get()}};
    what.run_as = drop_to_;
    what.keep_privilege = true;
    what.grace = 5s;
    child = spawn(what);
    fs::remove(program);
    control = std::move(ours);
    report_ = std::move(report);
    errors_ = std::move(errors);
  }

  Answer ask(const std::string& request) {
    if (::send(control.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0) return {"unsent", {}};
    char text[protocol::message_limit];
    alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int) * protocol::most_sockets)];
    iovec part{text, sizeof text};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = space;
    message.msg_controllen = sizeof space;
    pollfd ready{control.get(), POLLIN, 0};
    if (::poll(&ready, 1, 10'000) != 1) return {"no answer", {}};
    const ssize_t size = ::recvmsg(control.get(), &message, MSG_CMSG_CLOEXEC);
    Answer answer{std::string(text, size > 0 ? static_cast<std::size_t>(size) : 0), {}};
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
      int fds[protocol::most_sockets];
      const std::size_t bytes = header->cmsg_len - CMSG_LEN(0);
      std::memcpy(fds, CMSG_DATA(header), bytes);
      for (std::size_t number = 0; number < bytes / sizeof(int); ++number)
        answer.fds.emplace_back(fds[number]);
    }
    return answer;
  }

  std::string said(const std::string& request) { return ask(request).text; }

  /// The role's words of state, without the "state NAME".
  std::string state(const std::string& role) { return said("state " + role).substr(7 + role.size()); }

  bool ends(const std::string& role) {
    return eventually([&] { return !state(role).starts_with("running"); });
  }

  /// What the role has written so far, as far as it is kept in one piece.
  std::string output(const std::string& role) {
    const std::string answer = said(cat("output ", role, " 0"));
    const auto line = answer.find('\n');
    return line == std::string::npos ? "no output" : answer.substr(line + 1);
  }

  /// Waits for a line and returns it.
  std::string line(const std::string& role) {
    eventually([&] { return output(role).find('\n') != std::string::npos; });
    return trimmed(output(role));
  }

  /// Leaves the cell alone; the final report.
  std::string finish() {
    control.reset();
    return report();
  }

  std::string report() {
    std::string text;
    char buffer[64 * 1024];
    for (const Deadline deadline = Deadline::in(20s); !deadline.passed();) {
      pollfd ready{report_.get(), POLLIN, 0};
      if (::poll(&ready, 1, 1000) != 1) continue;
      const ssize_t got = ::read(report_.get(), buffer, sizeof buffer);
      if (got <= 0) break;
      text.append(buffer, static_cast<std::size_t>(got));
    }
    status = child.wait(Deadline::in(10s));
    return text;
  }

  std::string errors() const {
    char text[1000] = {};
    [[maybe_unused]] const auto got = ::pread(errors_.get(), text, sizeof text - 1, 0);
    return text;
  }

  const fs::path& box() const { return box_.path(); }
  uid_t uid() const { return uid_; }
  void close_report() { report_.reset(); }

  SpecText spec;
  Child child;
  UniqueFd control;
  std::optional<int> status;

 private:
  TemporaryDirectory box_;
  uid_t uid_;
  std::optional<Owner> drop_to_;
  UniqueFd report_, errors_;
};

/// Each test runs with both privileges where it can.
class Cells : public testing::TestWithParam<Privilege> {
 protected:
  void SetUp() override {
    if (GetParam() == Privilege::own_uid && ::getuid() != 0) GTEST_SKIP() << "needs root";
  }
  CellUnderTest cell{GetParam()};
};

inline std::string name_of(const testing::TestParamInfo<Privilege>& info) {
  return info.param == Privilege::own_uid ? "OwnUid" : "OrdinaryUser";
}

}  // namespace assay
