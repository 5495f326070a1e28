#include "suite/suite.hpp"

#include <csignal>
#include <poll.h>
#include <unistd.h>

#include "base/digest.hpp"
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

/// The order in which a shuffled unit's tests run, for GoogleTest: 1 to 99999.
unsigned order_of(const std::string& seed) {
  const auto bytes = sha256_bytes(cat("order ", seed));
  return 1 + (bytes[0] << 16 | bytes[1] << 8 | bytes[2]) % 99'999u;
}

}  // namespace

/// What the unit's cell needs, removed with the unit: an empty place for its root, or, where it can have none, a box with the
/// submission's copy and a home.
class Box {
 public:
  Box(const fs::path& tree, Ground given) : ground_(std::move(given)) {
    const Ground& ground = ground_;
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
  Ground ground_;
};

/// The cell may have become another user when it comes here.
static void make_keep(const UnitRequest& request, const Ground& ground) {
  const fs::path& place = request.keep.place;
  if (place.empty()) return;
  remove_tree(place);
  fs::create_directory(place);
  if (ground.submission && ground.tier == 'B' && ::chown(place.c_str(), ground.submission->uid, ground.submission->gid) != 0)
    throw environment_fault(cat(place.string(), ": cannot be given to the slot's user"));
}

struct ReadyCell::State {
  Ground ground;
  Box box;
  std::string spec;
  UniqueFd suite_end, report, words, words_write;   ///< words: what cell and suite say on standard error
  Child cell;

  State(const UnitRequest& request, const Ground& where, std::string text) : ground(where), box(request.submission.tree, where), spec(std::move(text)) {
    auto [suite_side, cell_side] = seqpacket_pair();
    auto [report_read, report_write] = make_pipe();
    auto [words_read, words_other] = make_pipe();
    const UniqueFd file = memory_file("cell-spec", spec);
    cell = spawn({.argv = {request.cell.string()},
                  .descriptors = {{2, words_other.get()},
                                  {protocol::spec_fd, file.get()},
                                  {protocol::control_fd, cell_side.get()},
                                  {protocol::report_fd, report_write.get()}},
                  .keep_privilege = true,
                  .grace = 3s});
    suite_end = std::move(suite_side);
    report = std::move(report_read);
    words = std::move(words_read);
    words_write = std::move(words_other);
  }
};

ReadyCell::ReadyCell(const UnitRequest& request, Ground ground) {
  const UnitSpec spec = suite_spec(request);
  if (can_start_ahead(request, ground, spec))
    state = std::make_unique<State>(request, ground, cell_spec(request, ground, spec, Ahead::roles));
}

ReadyCell::~ReadyCell() = default;

namespace {

struct Processes {
  std::unique_ptr<ReadyCell::State> cell;   ///< outlives the suite
  Child suite;
  UniqueFd outcomes;
};

/// The cell that waits for this unit, or a new one.
std::unique_ptr<ReadyCell::State> cell_for(const UnitRequest& request, const Ground& ground, const UnitSpec& spec,
                                           std::unique_ptr<ReadyCell>* ready) {
  if (ready && *ready && (*ready)->state && can_start_ahead(request, (*ready)->state->ground, spec) &&
      (*ready)->state->spec == cell_spec(request, (*ready)->state->ground, spec, Ahead::roles))
    return std::move(std::exchange(*ready, nullptr)->state);
  return std::make_unique<ReadyCell::State>(request, ground, cell_spec(request, ground, spec));
}

Processes start(const UnitRequest& request, const Ground& ground, std::unique_ptr<ReadyCell>* ready) {
  const UnitSpec spec = suite_spec(request);
  Processes processes{.cell = cell_for(request, ground, spec, ready), .suite = {}, .outcomes = {}};
  auto [outcomes_read, outcomes_write] = make_pipe();
  const UniqueFd suite_spec_file = memory_file("unit-spec", to_text(to_json(spec)));
  const UniqueFd program = open_program(request.program);
  Spawn suite{.argv = {program_path(program)},
              .environment = {{"LANG", "C.UTF-8"}, {"TZ", "UTC"}, {"PATH", "/usr/bin:/bin"}},
              .descriptors = {{1, processes.cell->words_write.get()},
                              {2, processes.cell->words_write.get()},
                              {protocol::spec_fd, suite_spec_file.get()},
                              {protocol::control_fd, processes.cell->suite_end.get()},
                              {protocol::outcome_fd, outcomes_write.get()}},
              .run_as = ground.ordinary};
  if (request.shuffle) suite.argv.insert(suite.argv.end(), {"--gtest_shuffle", "--gtest_random_seed=" + std::to_string(order_of(request.seed))});
  processes.suite = spawn(suite);
  processes.outcomes = std::move(outcomes_read);
  processes.cell->suite_end.reset();   // Only the suite's own end is left: when it closes, so does the cell.
  processes.cell->words_write.reset();
  return processes;
}

/// Reads outcomes until the suite has ended, was cut off by the watchdog, or the run was interrupted.
void follow(const UnitRequest& request, Processes& processes, Channel& channel, Deadline watchdog, UnitResult& result) {
  std::string words, trying;
  bool open = true;
  while (open) {
    pollfd waiting[] = {{processes.outcomes.get(), POLLIN, 0},
                        {interrupt_descriptor(), POLLIN, 0},
                        {processes.cell->words.get(), POLLIN, 0},
                        {request.cancel, POLLIN, 0}};
    ::poll(waiting, 4, static_cast<int>(watchdog.left().count()));
    if (waiting[0].revents) open = channel.read(processes.outcomes.get());
    if (waiting[2].revents) {
      char bytes[4096];
      const ssize_t got = ::read(processes.cell->words.get(), bytes, sizeof bytes);
      if (got > 0 && words.size() < 16384) words.append(bytes, static_cast<std::size_t>(got));
      if (got <= 0) processes.cell->words.reset();
    }
    if (request.trying && !channel.running().empty() && trying != channel.running()) request.trying(trying = channel.running());
    if (interrupted() || waiting[3].revents) result.interrupted = true;
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

UnitResult run_unit(const UnitRequest& request, const Ground& ground, std::unique_ptr<ReadyCell>* ready) {
  const auto begin = Deadline::Clock::now();
  make_keep(request, ground);
  UnitResult result;
  result.record.group = request.group.name;
  result.record.slot = ground.slot;
  Channel channel;
  Processes processes = start(request, ground, ready);
  follow(request, processes, channel, Deadline::in(request.group.limit + watchdog_grace), result);

  processes.suite.kill(SIGKILL);  // its end closes the socket, and the supervisor ends the roles
  processes.suite.wait(Deadline::in(5s));
  result.record.harness_cpu_ms = processes.suite.cpu().count();
  if (!read_cell_report(processes.cell->report.get(), Deadline::in(request.keep.place.empty() ? cell_ends_within : cell_keeps_within), result.record) &&
      !result.interrupted && !result.fault)
    result.fault = Cause{CauseKind::cell_failed, "", Json::object()};
  processes.cell->cell.wait(Deadline::in(2s));

  result.outcomes = channel.take_outcomes();
  if (result.fault) result.broken_off = channel.take_running();
  result.record.wall_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::Clock::now() - begin).count();
  return result;
}

}  // namespace assay
