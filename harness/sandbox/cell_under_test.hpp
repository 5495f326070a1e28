// For the tests of assay-cell: the harness's and the suite's part in small.
#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
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

/// Who the cell is, and who its roles are: tiers A to D.
enum class Privilege {
  root_full,       ///< root with namespaces
  user_full,       ///< somebody without rights, in a user namespace
  own_uid,         ///< started as root, roles have a uid of their own
  ordinary_user,   ///< started by somebody without rights, like its roles
};

inline bool is_full(Privilege privilege) { return privilege <= Privilege::user_full; }
inline bool needs_root(Privilege privilege) { return privilege == Privilege::root_full || privilege == Privilege::own_uid; }

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

inline sockaddr_in loopback_port(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

class CellUnderTest {
 public:
  explicit CellUnderTest(Privilege privilege) : privilege_(privilege), directory_("/dev/shm", "cell-test-") {
    const bool root = ::getuid() == 0;
    uid_ = 62000 + static_cast<uid_t>(::getpid()) % 2000;   // Above the slots: its processes are swept.
    if (root && !needs_root(privilege)) drop_to_ = Owner{65534, 65534};
    if (root && needs_root(privilege)) spec.add("uid", cat(uid_)).add("gid", cat(uid_));
    spec.add("env", "PATH=/usr/bin:/bin");
    fs::create_directory(box());
    if (is_full(privilege)) {
      fs::create_directory(place());
      spec.add("tier", privilege == Privilege::root_full ? "A" : "B").add("source", box().native());
      spec.add("place", place().native()).add("identity", cat("student ", inner_uid()));
    } else {
      spec.add("box", box().native());
    }
    for (const fs::path& path : {directory_.path(), box(), place()})
      if (drop_to_) ::chown(path.c_str(), drop_to_->uid, drop_to_->gid);
      else if (privilege == Privilege::own_uid) ::chown(path.c_str(), uid_, uid_);
  }

  /// Starts the program with `spec`.
  void start() {
    auto [ours, theirs] = seqpacket_pair();
    auto [report, report_end] = make_pipe();
    const UniqueFd text = memory_file("spec", spec.bytes);
    UniqueFd errors = memory_file("errors", "");
    const fs::path program = directory_.path().native() + "-program";   // Where the ordinary user can reach it.
    fs::copy_file(ASSAY_PARTS "/assay-cell", program, fs::copy_options::overwrite_existing);
    ::chmod(program.c_str(), 0755);
    Spawn what{.argv = {program.native()}, .environment = {{"LEAK", "from the harness"}}};
    what.descriptors = {{2, errors.get()},
                        {protocol::spec_fd, text.get()},
                        {protocol::control_fd, theirs.get()},
                        {protocol::report_fd, report_end.get()}};
    if (!launcher.empty()) what.argv.insert(what.argv.begin(), launcher.begin(), launcher.end());
    if (!launcher_drops_rights) what.run_as = drop_to_;
    what.keep_privilege = true;
    what.grace = 5s;
    child = spawn(what);
    if (launcher.empty()) fs::remove(program);
    else program_ = program;
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
    if (size <= 0) return {"no cell", {}};
    Answer answer{std::string(text, static_cast<std::size_t>(size)), {}};
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
  std::string state(const std::string& role) {
    const std::string answer = said("state " + role);
    return answer.starts_with("state ") ? answer.substr(7 + role.size()) : answer + ": " + errors();
  }

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

  /// The pid that the test sees for a process of the cell that knows itself by `pid`; empty when there is none.
  std::string host_pid(const std::string& pid) const {
    if (!is_full(privilege_)) return pid;
    for (const auto& entry : fs::directory_iterator("/proc")) {
      const std::string name = entry.path().filename();
      if (name.find_first_not_of("0123456789") != std::string::npos) continue;
      const std::vector<std::string> names = split(field_of(name, "NSpid"), '\t');
      if (names.size() > 1 && names.back() == pid && descends_from_cell(name)) return name;
    }
    return {};
  }

  /// The pid, as the test sees it, that the role has written.
  std::string living_pid(const std::string& role) {
    const std::string pid = host_pid(line(role));
    EXPECT_TRUE(process_lives(pid)) << role << " wrote " << line(role);
    return pid;
  }

  /// The submission in small: in C and D the box itself, else copied to it.
  fs::path box() const { return directory_.path() / "box"; }
  fs::path place() const { return directory_.path() / "place"; }
  std::string inner_box() const { return is_full(privilege_) ? "/box" : box().native(); }
  uid_t uid() const { return uid_; }
  /// Of roles, as they see it themselves.
  uid_t inner_uid() const { return privilege_ == Privilege::user_full ? 1000 : drop_to_ ? drop_to_->uid : uid_; }
  void close_report() { report_.reset(); }

  SpecText spec;
  Child child;
  UniqueFd control;
  std::optional<int> status;
  std::vector<std::string> launcher;   ///< a command that runs the cell, whose path is added to it
  bool launcher_drops_rights = false;

  ~CellUnderTest() {
    std::error_code ignored;
    if (!program_.empty()) fs::remove(program_, ignored);
  }

 private:
  static std::string field_of(const std::string& pid, const std::string& key) {
    try {
      for (const std::string& line : split(read_file(cat("/proc/", pid, "/status")), '\n'))
        if (line.starts_with(key + ":\t")) return line.substr(key.size() + 2);
    } catch (const Fault&) {
    }
    return {};
  }
  bool descends_from_cell(std::string pid) const {
    while (!pid.empty() && pid != "0" && pid != cat(child.pid())) pid = field_of(pid, "PPid");
    return pid == cat(child.pid());
  }

  Privilege privilege_;
  TemporaryDirectory directory_;
  fs::path program_;
  uid_t uid_;
  std::optional<Owner> drop_to_;
  UniqueFd report_, errors_;
};

/// Each test runs with both privileges where it can.
class Cells : public testing::TestWithParam<Privilege> {
 protected:
  void SetUp() override {
    if (needs_root(GetParam()) && ::getuid() != 0) GTEST_SKIP() << "needs root";
  }
  CellUnderTest cell{GetParam()};
};

inline const auto all_privileges = testing::Values(Privilege::root_full, Privilege::user_full, Privilege::own_uid,
                                                   Privilege::ordinary_user);

inline std::string privilege_of(const testing::TestParamInfo<Privilege>& info) {
  constexpr const char* names[] = {"RootFull", "UserFull", "OwnUid", "OrdinaryUser"};
  return names[static_cast<int>(info.param)];
}

}  // namespace assay
