#include "testkit/roles.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <thread>

#include "base/deadline.hpp"
#include "base/text.hpp"
#include "testkit/expect.hpp"
#include "testkit/unit.hpp"

namespace assay::testkit {
namespace {

using namespace std::chrono_literals;
using Word = RoleState::Word;

constexpr std::uint64_t most_output = 32 * 1024;  // what one answer of the supervisor holds
constexpr auto ask_again = 10ms;  // states are asked for: the supervisor sends nothing unasked

/// Whether the role's port accepts a connection made inside the cell.
bool accepts(int port) {
  const UniqueFd socket = unit().cell->socket();
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return true;
  if (errno != EINPROGRESS) return false;
  pollfd waiting{socket.get(), POLLOUT, 0};
  ::poll(&waiting, 1, 200);
  int error = 0;
  socklen_t length = sizeof error;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &length);
  return (waiting.revents & POLLOUT) && error == 0;
}

/// What a role is given to become ready, or to end. On a busy machine the time that it waited for a processor is not its own: as much is
/// added, up to the limit again. A program that only hangs waits for nothing, and gets nothing.
class RoleDeadline {
 public:
  RoleDeadline(std::string role, std::chrono::milliseconds limit)
      : role_(std::move(role)), own_(Deadline::in(limit)), last_(Deadline::in(2 * limit)) {}
  bool passed() const {
    if (!own_.passed()) return false;
    return last_.passed() || Deadline::Clock::now() >= own_.at() + unit().cell->waited(role_);
  }

 private:
  std::string role_;
  Deadline own_, last_;
};

Json status_of(const RoleState& state) {
  if (state.word == Word::signalled) return {{"signal", state.code}};
  return {{"status", state.code}};
}

/// The module that Python could not import, from the end of a program's output: a label for people, never a verdict. No std::regex: it
/// recurses for every character, and the program decides how many there are.
std::string missing_module(const std::string& output) {
  constexpr std::string_view words = "ModuleNotFoundError: No module named '";
  constexpr std::size_t longest_name = 100;
  const auto begin = output.rfind(words);
  if (begin == std::string::npos) return {};
  const std::string name = output.substr(begin + words.size(), longest_name);
  const auto end = std::find_if(name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c) && c != '_'; });
  return end == name.end() ? std::string() : std::string(name.begin(), end);
}

bool is_own_module(const std::string& module) {
  for (const std::string& file : unit().spec.files)
    if (file == module + ".py" || file.starts_with(module + "/")) return true;
  return false;
}

Cause cause_of_limit(const std::string& role, const RoleState& state) {
  Cause cause{CauseKind::limit, role, {{"limit", state.limit}}};
  if (state.limit_value > 0) cause.data["value"] = state.limit_value;
  if (!state.limit_of.empty()) cause.data["of"] = state.limit_of;
  return cause;
}

/// The file of the submission that was imported in a library's place, where a program's last words are about it; or nothing.
std::string shadowing_file(const std::string& output) {
  for (const std::string& file : unit().spec.shadows) {
    const std::string module = file.substr(0, file.find_first_of("./"));
    if (output.find(cat('\'', module, '\'')) != std::string::npos || output.find(cat('/', file, '"')) != std::string::npos) return file;
  }
  return {};
}

Cause cause_of_end(const std::string& role, const RoleState& state, const std::string& output) {
  if (!state.limit.empty()) return cause_of_limit(role, state);
  const std::string module = missing_module(output);
  if (!module.empty() && !is_own_module(module))
    return {CauseKind::missing_package, role, {{"package", module}}};
  Cause cause{CauseKind::exited, role, status_of(state)};
  const std::string shadow = state.code == 0 ? std::string() : shadowing_file(output);
  if (!shadow.empty()) cause.data["shadows"] = shadow;
  return cause;
}

/// Where the role listens instead. Where it has the lesson's own port that is said by number; else its port differs from run
/// to run and is not shown.
void note_listening(Cause& cause, const std::vector<std::string>& addresses, int wanted, int of_lesson) {
  std::set<int> ports;
  Json own_port = Json::array();
  for (const std::string& address : addresses) {
    const int port = std::stoi(address.substr(address.rfind(':') + 1));
    if (port != wanted) ports.insert(port);
    else own_port.push_back(address.substr(0, address.rfind(':')));
  }
  if (!own_port.empty()) cause.data["listens_only_at"] = own_port;
  else if (!ports.empty()) cause.data[wanted == of_lesson ? "listens_on_instead" : "listens_on"] = ports;
  else cause.data["listens_nowhere"] = true;
}

}  // namespace

bool Role::running() const { return unit().cell->state(name_).word == Word::running; }

bool Role::ends_within(std::chrono::milliseconds limit) const {
  const Deadline deadline = Deadline::in(limit);
  while (running()) {
    if (deadline.passed()) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

void Role::demand_command() const {
  const auto known = unit().spec.missing_roles.find(name_);
  if (known == unit().spec.missing_roles.end()) return;
  blame({CauseKind::no_command, name_, {{"files", known->second}}}, Verdict::failed);
  expect(ExpectationKind::ready, name_, nullptr, term::of("absent"), false);
  stop_test();
}

void Role::start_process(const char* event) {
  Unit& it = unit();
  it.started.insert(name_);
  note(StepKind::role, {{"role", name_}, {"event", event}, {"argv", it.spec.roles.at(name_).argv}});
  if (const int error = it.cell->start(name_); error != 0) {
    blame({CauseKind::exited, name_, {{"status", error == ENOENT ? 127 : 126}}}, Verdict::crashed);
    expect(ExpectationKind::ready, name_, nullptr, term::of("not_executable"), false);
    stop_test();
  }
}

void Role::ensure() {
  Unit& it = unit();
  demand_command();
  if (const auto failed = it.start_failures.find(name_); failed != it.start_failures.end()) {
    blame(failed->second, failed->second.kind == CauseKind::never_ready ? Verdict::failed : Verdict::crashed);
    expect(ExpectationKind::ready, name_, nullptr, term::of("no_answer"), false);
    stop_test();
  }
  if (running()) return;
  start_process("start");
  wait_until_ready();
}

void Role::wait_until_ready() {
  Unit& it = unit();
  const RoleSpec& role = it.spec.roles.at(name_);
  const std::uint64_t from = it.cell->state(name_).written;
  const RoleDeadline deadline(name_, role.start_limit);
  while (!deadline.passed()) {
    const RoleState state = it.cell->state(name_);
    if (state.word != Word::running) fail_to_start(state, from);
    if (accepts(it.ports.at(name_))) return;
    std::this_thread::sleep_for(ask_again);
  }
  fail_to_start(it.cell->state(name_), from);
}

void Role::fail_to_start(RoleState state, std::uint64_t from) {
  Unit& it = unit();
  const RoleSpec& role = it.spec.roles.at(name_);
  Cause cause{CauseKind::never_ready, name_, {{"limit_ms", role.start_limit.count()}, {"port", role.default_port}}};
  if (state.word == Word::running) {
    note_listening(cause, it.cell->listening(name_), it.ports.at(name_), role.default_port);
    it.cell->signal(name_, "kill");
  } else {
    cause = cause_of_end(name_, state, it.cell->output(name_, from));
    cause.data["before_ready"] = true;
  }
  it.start_failures[name_] = cause;
  const bool silent = cause.kind == CauseKind::never_ready;
  blame(cause, silent ? Verdict::failed : Verdict::crashed);
  expect(ExpectationKind::ready, name_, nullptr, term::of(silent ? "no_answer" : "ended"), false);
  stop_test();
}

void Role::restart() {
  stop();
  start_process("restart");
  wait_until_ready();
}

void Role::stop() {
  if (!running()) return;
  note(StepKind::role, {{"role", name_}, {"event", "term"}});
  unit().cell->signal(name_, "term");
  const Deadline deadline = Deadline::in(unit().spec.stop_limit);
  while (running() && !deadline.passed()) std::this_thread::sleep_for(ask_again);
  if (running()) kill();
}

void Role::kill() {
  note(StepKind::role, {{"role", name_}, {"event", "kill"}});
  unit().cell->signal(name_, "kill");
  const Deadline deadline = Deadline::in(unit().spec.stop_limit);
  while (running() && !deadline.passed()) std::this_thread::sleep_for(1ms);
}

void Role::freeze() {
  note(StepKind::role, {{"role", name_}, {"event", "freeze"}});
  unit().cell->signal(name_, "freeze");
}

void Role::thaw() {
  note(StepKind::role, {{"role", name_}, {"event", "thaw"}});
  unit().cell->signal(name_, "thaw");
}

Ended Role::run() {
  Unit& it = unit();
  demand_command();
  const std::uint64_t from = it.cell->state(name_).written;
  start_process("run");
  const RoleDeadline deadline(name_, it.spec.roles.at(name_).start_limit);
  RoleState state = it.cell->state(name_);
  while (state.word == Word::running && !deadline.passed()) {
    std::this_thread::sleep_for(ask_again);
    state = it.cell->state(name_);
  }
  Ended ended{.in_time = state.word != Word::running};
  if (ended.in_time) ended.status = state.word == Word::exited ? state.code : 128 + state.code;
  else kill();
  ended.output = it.cell->output(name_, std::max(from, state.written > most_output ? state.written - most_output : 0));
  it.started.erase(name_);
  note(StepKind::role, {{"role", name_}, {"event", "exited"}, {"status", ended.status}});
  if (!state.limit.empty()) blame(cause_of_limit(name_, state), Verdict::failed);
  return ended;
}

Ended Role::run_well() {
  const Ended ended = run();
  if (ended.ok()) return ended;
  const std::string module = missing_module(ended.output);
  if (!ended.in_time)
    blame({CauseKind::never_ready, name_, {{"limit_ms", unit().spec.roles.at(name_).start_limit.count()}}}, Verdict::timed_out);
  else if (!module.empty() && !is_own_module(module))
    blame({CauseKind::missing_package, name_, {{"package", module}}}, Verdict::failed);
  else
    blame({CauseKind::command_failed, name_, {{"status", ended.status}}}, Verdict::failed);
  demand(ExpectationKind::exit_status, name_, 0, ended.in_time ? Json(ended.status) : term::of("no_answer"), false);
  return ended;
}

void blame_ended_roles() {
  Unit& it = unit();
  for (const std::string& role : it.started) {
    const RoleState state = it.cell->state(role);
    if (state.word == Word::running || state.word == Word::none) continue;
    blame(cause_of_end(role, state, it.cell->output(role, 0)), Verdict::crashed);
  }
  std::erase_if(it.started, [&](const std::string& role) { return it.cell->state(role).word != Word::running; });
}

}  // namespace assay::testkit
