#include "probe_run.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "process/process.hpp"
#include "sandbox/protocol.hpp"

namespace assay {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 60s;   // of the whole cell; each attempt takes some fifty milliseconds on a machine that has nothing else to do

// Small, because they are hit on purpose; the kernel keeps them as it keeps the real ones.
constexpr std::uint64_t memory_bytes = 48u << 20, disk_bytes = 8u << 20, file_bytes = 7u << 20, inodes = 300, processes = 48;

/// Sockets of the harness on the machine, which a role must not reach.
struct Bait {
  UniqueFd tcp, udp, path, abstract;
  int tcp_port = 0, udp_port = 0;
  fs::path socket;
  std::string name;
};

int bind_to_loopback(const UniqueFd& fd) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (!fd || ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw environment_fault("probe: no port of 127.0.0.1 can be bound");
  return ntohs(address.sin_port);
}

/// `name` begins with a NUL where it is abstract.
UniqueFd listen_on(const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path, sizeof address.sun_path);
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size() + (name.front() ? 1 : 0));
  if (name.size() >= sizeof address.sun_path || !fd || ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      ::listen(fd.get(), 4) != 0)
    return UniqueFd();   // The path is too long, or taken: one attempt fewer.
  return fd;
}

Bait lay_bait(const fs::path& place) {
  Bait bait{.tcp = UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
            .udp = UniqueFd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)),
            .socket = place / "bait",
            .name = cat("assay-bait-", ::getpid(), "-", place.filename().string())};
  bait.tcp_port = bind_to_loopback(bait.tcp);
  ::listen(bait.tcp.get(), 4);
  bait.udp_port = bind_to_loopback(bait.udp);
  bait.path = listen_on(bait.socket.string());
  ::chmod(bait.socket.c_str(), 0666);
  bait.abstract = listen_on(std::string(1, '\0') + bait.name);
  return bait;
}

/// Field 22 of our own /proc/self/stat: when this process began.
std::string born() {
  const std::string stat = read_file("/proc/self/stat");
  return split(stat.substr(stat.rfind(')') + 2), ' ').at(19);
}

/// A copy of the probe that would give root's rights to whoever runs it; only root can plant one.
fs::path plant_setuid(const fs::path& probe, const fs::path& place) {
  const fs::path copy = place / "setuid";
  copy_tree(probe, copy);
  ::chmod(copy.c_str(), 04711);
  return copy;
}

using Commands = std::map<std::string, std::vector<std::string>>;   // role -> arguments of the probe

/// The cell's specification: as for a unit, with the probe as its only program.
std::string specification(const ProbeGround& ground, const fs::path& place, const Commands& commands) {
  std::string text;
  const auto add = [&](std::string_view key, const auto& value) { text += cat(key, '\0', value, '\0'); };
  const bool full = ground.tier <= 'B';
  add("tier", ground.tier);
  if (ground.submission) add("uid", ground.submission->uid), add("gid", ground.submission->gid);
  if (full) {
    add("source", (place / "box").string());
    add("place", (place / "root").string());
    add("identity", cat("student ", ground.tier == 'A' ? ground.submission->uid : 1000));
  } else {
    add("box", (place / "box").string());
  }
  add("limit.memory_bytes", memory_bytes), add("limit.processes", processes), add("limit.file_bytes", file_bytes);
  add("limit.disk_bytes", disk_bytes), add("limit.disk_inodes", inodes), add("limit.open_files", 1024), add("limit.cpu_seconds", 20);
  add("env", "PATH=/usr/bin:/bin");
  for (const auto& [role, words] : commands) {
    add("role", role);
    add("arg", "./assay-probe");
    for (const std::string& word : words) add("arg", word);
  }
  return text;
}

/// The cell of the probe, as the suite would drive it.
class ProbeCell {
 public:
  ProbeCell(const ProbeGround& ground, const fs::path& place, const Commands& commands) {
    auto [ours, theirs] = seqpacket_pair();
    auto [report, report_end] = make_pipe();
    const UniqueFd words = memory_file("probe-spec", specification(ground, place, commands));
    errors_ = memory_file("probe-errors", "");
    child_ = spawn({.argv = {(ground.home.parts / "assay-cell").string()},
                    .descriptors = {{2, errors_.get()}, {protocol::spec_fd, words.get()},
                                    {protocol::control_fd, theirs.get()}, {protocol::report_fd, report_end.get()}},
                    .keep_privilege = true,
                    .grace = 3s});
    control_ = std::move(ours);
    report_ = std::move(report);
  }

  std::string ask(const std::string& request) {
    pollfd ready{control_.get(), POLLIN, 0};
    static thread_local char text[protocol::message_limit];
    if (::send(control_.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0 ||
        ::poll(&ready, 1, static_cast<int>(deadline_.left().count())) != 1)
      lost();
    const ssize_t got = ::recv(control_.get(), text, sizeof text, 0);
    if (got <= 0) lost();
    return {text, static_cast<std::size_t>(got)};
  }

  /// Runs the role to its end. What it printed, and the limit that ended it, if one did.
  std::pair<std::string, std::string> play(const std::string& role) {
    if (ask("start " + role) != "started " + role) lost();
    std::vector<std::string> state;
    do {
      ::poll(nullptr, 0, 2);
      state = split(ask("state " + role), ' ');
      if (state.size() < 5) lost();
    } while (state[2] == "running" && !deadline_.passed());
    const std::string output = ask("output " + role + " 0");
    return {output.substr(output.find('\n') + 1), state.size() > 5 ? state[5] : ""};
  }

 private:
  [[noreturn]] void lost() const {
    char text[500] = {};
    [[maybe_unused]] const auto got = ::pread(errors_.get(), text, sizeof text - 1, 0);
    throw environment_fault(cat("assay-cell: the cell in which protection is tried could not work: ", one_line(trimmed(text))),
                            "assay doctor says what the machine grants");
  }

  Deadline deadline_ = Deadline::in(patience);
  Child child_;
  UniqueFd control_, report_, errors_;
};

/// Whether a process of this name lives anywhere on the machine that we can see.
bool lives(const std::string& name) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
    const std::string pid = entry.path().filename();
    if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
    try {
      if (trimmed(read_file(entry.path() / "comm", 64)) == name) return true;
    } catch (const Fault&) {   // It ended while we looked.
    }
  }
  return false;
}

using Findings = std::map<std::string, std::string>;   // what was tried -> what came of it

void take_lines(const std::string& output, Findings& findings) {
  for (const std::string& line : split(output, '\n'))
    if (const auto blank = line.find(' '); blank != std::string::npos) findings[line.substr(0, blank)] = line.substr(blank + 1);
}

Findings try_everything(ProbeCell& cell, const Bait& bait, const std::string& daemon) {
  Findings findings;
  take_lines(cell.play("look").first, findings);
  char byte;
  if (findings["udp"] == "POSSIBLE" && ::recv(bait.udp.get(), &byte, 1, 0) < 0) findings["udp"] = "unreachable";
  take_lines(cell.play("daemon").first, findings);
  if (findings["daemon"] == "POSSIBLE" && !lives(daemon)) findings["daemon"] = "ended";
  for (const char* role : {"processes", "memory", "disk", "inodes"}) {
    const auto [output, limit] = cell.play(role);
    take_lines(output, findings);
    if (!limit.empty()) findings[role] = "ended";
    else if (!findings.contains(role)) findings[role] = "ended";   // The kernel's hand, before a word was said.
  }
  return findings;
}

/// "KEY=VALUE" words of an answer.
std::map<std::string, std::string> pairs_in(const std::string& answer) {
  std::map<std::string, std::string> pairs;
  for (const std::string& word : split(answer, ' '))
    if (const auto equals = word.find('='); equals != std::string::npos) pairs[word.substr(0, equals)] = word.substr(equals + 1);
  return pairs;
}

}  // namespace

ProbeFindings run_probe(const ProbeGround& ground) {
  const TemporaryDirectory made(ground.directory, "probe-");
  const fs::path& place = made.path();
  ::chmod(place.c_str(), 0711);
  const fs::path probe = ground.home.parts / "assay-probe";
  for (const char* part : {"box", "root"}) {
    fs::create_directory(place / part);
    ::chmod((place / part).c_str(), 0755);
  }
  copy_tree(probe, place / "box" / "assay-probe");
  if (ground.submission && ::chown((place / "box").c_str(), ground.submission->uid, ground.submission->gid) != 0)
    throw environment_fault(cat(place.string(), "/box: cannot be given to the slot's user"));

  const Bait bait = lay_bait(place);
  const std::string daemon = cat("probe", ::getpid());
  std::vector<std::string> look{"look", cat("pid=", ::getpid()), cat("born=", born()), cat("tcp=", bait.tcp_port), cat("udp=", bait.udp_port)};
  if (bait.path) look.push_back(cat("unix=", bait.socket.string()));
  if (bait.abstract) look.push_back(cat("abstract=", bait.name));
  if (!ground.hidden.empty()) look.push_back(cat("hidden=", fs::absolute(ground.hidden).string()));
  if (const char* home = std::getenv("HOME"); home && *home) look.push_back(cat("home=", home));
  if (::geteuid() == 0) look.push_back(cat("setuid=", plant_setuid(probe, place).string()));
  const Commands commands{{"look", look}, {"daemon", {"daemon", daemon}}, {"processes", {"processes", cat(processes)}},
                          {"memory", {"memory", cat(memory_bytes)}}, {"disk", {"disk", cat(disk_bytes)}}, {"inodes", {"inodes", cat(inodes)}}};

  ProbeCell cell(ground, place, commands);
  ProbeFindings findings{.tried = try_everything(cell, bait, daemon), .counted = {}, .reasons = {}};
  const auto evidence = pairs_in(cell.ask("evidence"));
  findings.counted = {{"memory", evidence.at("how")}, {"processes", evidence.at("processes_how")}};
  take_lines(cell.ask("reasons"), findings.reasons);
  return findings;
}

}  // namespace assay
