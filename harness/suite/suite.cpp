#include "suite/suite.hpp"

#include <csignal>
#include <poll.h>
#include <unistd.h>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "process/process.hpp"
#include "sandbox/protocol.hpp"
#include "suite/channel.hpp"
#include "suite/spec.hpp"

namespace assay {
namespace {

using namespace std::chrono_literals;

constexpr auto watchdog_grace = 30s;
constexpr auto cell_ends_within = 10s, cell_keeps_within = 60s;

/// What the unit's cell needs, removed with the unit: an empty place for its root, or, where it can have none, a box with the
/// submission's copy and a home.
class Box {
 public:
  Box(const fs::path& tree, const Ground& ground) : ground_(ground) {
    clear();
    if (ground.is_full()) {
      fs::create_directory(ground.place());
      fs::permissions(ground.place(), fs::perms(0755));   // The cell may have become another user when it comes here.
      return;
    }
    copy_tree(tree, ground.directory / "box", ground.submission);
    fs::create_directory(ground.directory / "home");
    fs::permissions(ground.directory / "home", fs::perms::owner_all);
    if (ground.submission &&
        ::chown((ground.directory / "home").c_str(), ground.submission->uid, ground.submission->gid) != 0)
      throw environment_fault(cat(ground.directory.string(), "/home: cannot be given to the slot's user"));
  }
  ~Box() { clear(); }
  Box(const Box&) = delete;
  Box& operator=(const Box&) = delete;

 private:
  void clear() const {
    remove_tree(ground_.directory / "box");
    remove_tree(ground_.directory / "home");
    remove_tree(ground_.place());
  }
  const Ground& ground_;
};

/// The cell may have become another user when it comes here.
void make_keep(const UnitRequest& request, const Ground& ground) {
  const fs::path& place = request.keep.place;
  if (place.empty()) return;
  remove_tree(place);
  fs::create_directory(place);
  if (ground.submission && ground.tier == 'B' && ::chown(place.c_str(), ground.submission->uid, ground.submission->gid) != 0)
    throw environment_fault(cat(place.string(), ": cannot be given to the slot's user"));
}

struct Processes {
  Child cell, suite;
  UniqueFd outcomes, cell_report, suite_words;
};

Processes start(const UnitRequest& request, const Ground& ground) {
  const UnitSpec spec = suite_spec(request);
  auto [suite_end, cell_end] = seqpacket_pair();
  auto [outcomes_read, outcomes_write] = make_pipe();
  auto [report_read, report_write] = make_pipe();
  auto [words_read, words_write] = make_pipe();
  const UniqueFd cell_words = memory_file("cell-spec", cell_spec(request, ground, spec));
  const UniqueFd suite_spec_file = memory_file("unit-spec", to_text(to_json(spec)));
  Processes processes;
  processes.cell = spawn({.argv = {request.cell.string()},
                          .descriptors = {{2, words_write.get()},
                                          {protocol::spec_fd, cell_words.get()},
                                          {protocol::control_fd, cell_end.get()},
                                          {protocol::report_fd, report_write.get()}},
                          .keep_privilege = true,
                          .grace = 3s});
  const UniqueFd program = open_program(request.program);
  Spawn suite{.argv = {program_path(program)},
              .environment = {{"LANG", "C.UTF-8"}, {"TZ", "UTC"}, {"PATH", "/usr/bin:/bin"}},
              .descriptors = {{1, words_write.get()},
                              {2, words_write.get()},
                              {protocol::spec_fd, suite_spec_file.get()},
                              {protocol::control_fd, suite_end.get()},
                              {protocol::outcome_fd, outcomes_write.get()}},
              .run_as = ground.ordinary};
  if (request.shuffle) suite.argv.insert(suite.argv.end(), {"--gtest_shuffle", "--gtest_random_seed=7"});
  processes.suite = spawn(suite);
  processes.outcomes = std::move(outcomes_read);
  processes.cell_report = std::move(report_read);
  processes.suite_words = std::move(words_read);
  return processes;
}

/// Reads outcomes until the suite has ended, was cut off by the watchdog, or the run was interrupted.
void follow(Processes& processes, Channel& channel, Deadline watchdog, UnitResult& result) {
  std::string words;
  bool open = true;
  while (open) {
    pollfd waiting[] = {{processes.outcomes.get(), POLLIN, 0},
                        {interrupt_descriptor(), POLLIN, 0},
                        {processes.suite_words.get(), POLLIN, 0}};
    ::poll(waiting, 3, static_cast<int>(watchdog.left().count()));
    if (waiting[0].revents) open = channel.read(processes.outcomes.get());
    if (waiting[2].revents) {
      char bytes[4096];
      const ssize_t got = ::read(processes.suite_words.get(), bytes, sizeof bytes);
      if (got > 0 && words.size() < 16384) words.append(bytes, static_cast<std::size_t>(got));
      if (got <= 0) processes.suite_words.reset();
    }
    if (interrupted()) result.interrupted = true;
    if (result.interrupted || channel.done()) break;
    if (watchdog.passed()) {
      result.fault = Cause{CauseKind::suite_hung, "", Json::object()};
      break;
    }
  }
  if (!result.fault && !result.interrupted && !channel.done())
    result.fault = Cause{CauseKind::suite_crashed, "", {{"words", printable(clipped(words, 2000))}}};
}

}  // namespace

UnitResult run_unit(const UnitRequest& request, const Ground& ground) {
  const auto begin = Deadline::Clock::now();
  const Box box(request.submission.tree, ground);
  make_keep(request, ground);
  UnitResult result;
  result.record.group = request.group.name;
  result.record.slot = ground.slot;
  Channel channel;
  Processes processes = start(request, ground);
  follow(processes, channel, Deadline::in(request.group.limit + watchdog_grace), result);

  processes.suite.kill(SIGKILL);  // its end closes the socket, and the supervisor ends the roles
  processes.suite.wait(Deadline::in(5s));
  result.record.harness_cpu_ms = processes.suite.cpu().count();
  if (!read_cell_report(processes.cell_report.get(), Deadline::in(request.keep.place.empty() ? cell_ends_within : cell_keeps_within), result.record) &&
      !result.interrupted && !result.fault)
    result.fault = Cause{CauseKind::cell_failed, "", Json::object()};
  processes.cell.wait(Deadline::in(2s));

  result.outcomes = channel.take_outcomes();
  if (result.fault) result.broken_off = channel.take_running();
  result.record.wall_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::Clock::now() - begin).count();
  return result;
}

}  // namespace assay
