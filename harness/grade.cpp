#include "grade.hpp"

#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "control.hpp"
#include "migration_inputs.hpp"
#include "own_tests.hpp"
#include "prepare.hpp"
#include "process/process.hpp"
#include "schedule.hpp"
#include "unit.hpp"
#include "workshop.hpp"

namespace assay {
namespace {

/// One submission on its way through the run.
struct Candidate {
  Submission submission;
  Assignment assignment;              ///< the run's, with this submission's start limit
  RunRecord record;
  std::size_t units_left = 0;
  std::shared_ptr<Build> build;       ///< null: there is nothing to build
  bool build_noted = false, prepare_noted = false;
  bool altered_copies = true, shuffle = false;   ///< as in SubmissionSource
  std::vector<std::string> only;      ///< likewise
  std::size_t index = 0;              ///< among the sources
};

/// Everything the slots share; the mutex guards candidates' records and counters.
struct Shared {
  const Workshop& workshop;
  const GradeOptions& options;
  const Progress& progress;
  const Finished& finished;
  std::vector<Candidate>& candidates;
  Schedule& schedule;
  Control& control;
  std::vector<std::unique_ptr<Slot>>& slots;
  StartFailures start_failures;
  std::mutex mutex;
  std::size_t units_done = 0, units = 0;
  std::exception_ptr trouble;

  bool stopped() const { return interrupted() || is_readable(options.cancel); }
};

std::string now_text() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

RunRecord empty_record(const Workshop& workshop, const Assignment& assignment, const Submission& submission,
                       const std::string& seed) {
  RunRecord record{.assignment = assignment.id,
                   .suite_digest = assignment.suite_digest,
                   .seed = seed,
                   .submission = submission.name,
                   .submission_digest = submission.digest,
                   .python = submission.python,
                   .restored = submission.restored,
                   .history = submission.history,
                   .started = now_text(),
                   .source = submission.source.string()};
  for (const Group& group : assignment.groups)
    record.tests.insert(record.tests.end(), group.tests.begin(), group.tests.end());
  record.versions = {{"assay", ASSAY_VERSION}, {"runtime", workshop.runtime.digest}, {"python", workshop.runtime.python}};
  if (workshop.postgres) record.versions["postgres"] = workshop.postgres->version;
  char host[256] = {};
  ::gethostname(host, sizeof host - 1);
  record.host = host;
  return record;
}

/// Reads every submission; what is wrong with one is noted and does not stop the others.
std::vector<Candidate> take_in(const Workshop& workshop, const Assignment& assignment,
                               const std::vector<SubmissionSource>& sources, const std::string& seed, Run& run) {
  std::vector<Candidate> candidates;
  std::map<std::pair<std::string, std::vector<std::string>>, std::shared_ptr<Build>> builds;
  for (std::size_t i = 0; i < sources.size() && !interrupted(); ++i) {
    const fs::path place = workshop.directory->path() / cat("submission", i);
    remove_tree(place);
    fs::create_directory(place);
    try {
      Candidate candidate{.assignment = assignment, .altered_copies = sources[i].altered_copies, .shuffle = sources[i].shuffle,
                          .only = sources[i].only, .index = i};
      candidate.submission =
          intake(workshop.home, assignment, sources[i].path, sources[i].name, place, workshop.submission_owner(0));
      candidate.record = empty_record(workshop, assignment, candidate.submission, sources[i].seed.empty() ? seed : sources[i].seed);
      if (!candidate.submission.build.empty()) {
        std::shared_ptr<Build>& same = builds[{candidate.submission.digest, candidate.submission.build}];
        if (!same) same = std::make_shared<Build>(place / "built");
        candidate.build = same;
      }
      candidate.record.outcomes = nothing_to_prepare(assignment, candidate.submission);
      for (auto& [name, role] : candidate.assignment.roles)
        if (role.ready == Ready::port && sources[i].start_limit) role.start_limit = *sources[i].start_limit;
      for (const std::string& file : candidate.submission.missing)
        run.warnings.push_back(cat("submission ", assay::quoted(sources[i].name), ": ", file, ": is not there; what needs it cannot work"));
      candidates.push_back(std::move(candidate));
    } catch (const Fault& fault) {
      if (interrupted()) break;   // It was not refused; its reading was broken off.
      run.refused.push_back({sources[i].name, fault.what(), fault.hint()});
    }
  }
  return candidates;
}

/// Builds the submission, once; from then on units get what was built. Null, or how it failed.
const Built* build(Shared& shared, Candidate& candidate, Slot& slot) {
  if (!candidate.build) return nullptr;
  const Built& built = candidate.build->on(slot, shared.workshop, candidate.assignment, candidate.submission, shared.options.seed);
  const std::lock_guard lock(shared.mutex);
  if (!std::exchange(candidate.build_noted, true)) {
    enter_preparation(candidate.record, built.unit);
    if (built.tree) {
      candidate.submission.tree = built.tree->tree;
      candidate.record.built_digest = built.tree->digest;
      for (const std::string& file : built.tree->restored) candidate.record.restored.push_back(file);
    }
  }
  return built.tree ? nullptr : &built;
}

/// Builds the database that this slot's units of the submission start on. Its outcomes go to the record once: other slots do the same work
/// again and find the same.
void prepare(Shared& shared, Candidate& candidate, Slot& slot) {
  UnitOutcomes prepared =
      prepare_slot(shared.workshop, candidate.assignment, candidate.submission, candidate.record.seed, slot, shared.options.cancel);
  if (prepared.interrupted) throw Interrupted{};
  const std::lock_guard lock(shared.mutex);
  if (!std::exchange(candidate.prepare_noted, true)) enter_preparation(candidate.record, std::move(prepared));
}

/// What was prepared for this very program in an earlier run of a standing workshop came out as it did then.
void note_earlier_preparation(Shared& shared, Candidate& candidate, const Slot& slot) {
  if (!slot.is_prepared_for(candidate.submission)) return;
  const std::lock_guard lock(shared.mutex);
  if (std::exchange(candidate.prepare_noted, true)) return;
  candidate.record.outcomes.insert(candidate.record.outcomes.end(), slot.preparation().begin(), slot.preparation().end());
}

/// The outcomes that the unit's tests would have, were they run: the role fails to start in the same way, or there is nothing to start.
UnitOutcomes copied(const TestOutcome& first, const Group& group, const std::vector<std::string>& tests) {
  UnitOutcomes all;
  all.record.group = group.name;
  for (const std::string& name : tests) {
    TestOutcome outcome = first;
    outcome.group = name.substr(0, name.find('.'));
    outcome.test = name.substr(name.find('.') + 1);
    outcome.output.clear();
    outcome.duration = {};
    if (name != tests.front()) outcome.steps.clear();
    all.outcomes.push_back(std::move(outcome));
  }
  return all;
}

bool matches_one(const std::vector<std::string>& patterns, const std::string& test) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) { return matches(pattern, test); });
}

std::vector<std::string> wanted_tests(const Group& group, const GradeOptions& options) {
  std::vector<std::string> tests;
  for (const std::string& test : group.tests)
    if (options.only.empty() || matches_one(options.only, test)) tests.push_back(test);
  return tests;
}

void say_trying(Shared& shared, const Candidate& candidate, const Group& group, const std::string& test) {
  if (!shared.progress) return;
  const std::lock_guard lock(shared.mutex);
  shared.progress({shared.units_done, shared.units, candidate.submission.name, group.name, test});
}

UnitOutcomes run_ticket(Shared& shared, const UnitTicket& ticket, Slot& slot) {
  Candidate& candidate = shared.candidates[ticket.submission];
  std::vector<std::string> tests = wanted_tests(*ticket.group, shared.options);
  if (!candidate.only.empty()) std::erase_if(tests, [&](const std::string& test) { return !matches_one(candidate.only, test); });
  if (tests.empty()) return {};
  if (!candidate.altered_copies) std::erase_if(tests, needs_altered_copy);
  if (const Built* const failed = build(shared, candidate, slot)) {
    UnitOutcomes unit = copied(failed->outcome(), *ticket.group, tests);
    unit.interrupted = failed->unit.interrupted;
    return unit;
  }
  if (const auto first = shared.start_failures.forbids(ticket.submission, *ticket.group))
    return copied(*first, *ticket.group, tests);
  const bool preparing = ticket.group->start == Start::prepared && migrating_group(candidate.assignment).has_value();
  if (preparing) note_earlier_preparation(shared, candidate, slot);
  const UnitWork work{.workshop = shared.workshop,
                      .assignment = candidate.assignment,
                      .submission = candidate.submission,
                      .group = *ticket.group,
                      .tests = tests,
                      .seed = candidate.record.seed,
                      .shuffle = candidate.shuffle,
                      .prepare = preparing ? [&] { prepare(shared, candidate, slot); } : std::function<void()>(),
                      .cancel = shared.options.cancel,
                      .trying = [&](const std::string& test) { say_trying(shared, candidate, *ticket.group, test); }};
  UnitOutcomes unit = ticket.group->name == "OwnTests" ? work_through_own_tests(work, slot) : work_through(work, slot);
  shared.control.judge(work, slot, unit);
  return unit;
}

void sort_like_suite(RunRecord& record) {
  const auto place = [&](const std::string& test) {
    return std::find(record.tests.begin(), record.tests.end(), test) - record.tests.begin();
  };
  std::stable_sort(record.outcomes.begin(), record.outcomes.end(),
                   [&](const TestOutcome& a, const TestOutcome& b) { return place(a.name()) < place(b.name()); });
  std::sort(record.units.begin(), record.units.end(),
            [](const UnitRecord& a, const UnitRecord& b) { return a.group < b.group; });
}

void enter(Shared& shared, const UnitTicket& ticket, UnitOutcomes unit) {
  const std::lock_guard lock(shared.mutex);
  Candidate& candidate = shared.candidates[ticket.submission];
  for (const TestOutcome& outcome : unit.outcomes) shared.start_failures.note(ticket.submission, outcome);
  std::move(unit.outcomes.begin(), unit.outcomes.end(), std::back_inserter(candidate.record.outcomes));
  candidate.record.wall_ms += unit.record.wall_ms;
  if (!unit.record.group.empty()) candidate.record.units.push_back(std::move(unit.record));
  candidate.record.complete = candidate.record.complete && !unit.interrupted;
  ++shared.units_done;
  if (shared.progress)
    shared.progress({shared.units_done, shared.units, candidate.submission.name, ticket.group->name, {}});
  if (--candidate.units_left > 0 || !candidate.record.complete) return;
  sort_like_suite(candidate.record);
  candidate.record.cell = shared.workshop.statement.get();
  if (shared.finished) shared.finished(candidate.record);
}

/// One slot's thread: takes units until there are none.
void serve(Shared& shared, const Assignment& assignment, int index) {
  try {
    std::unique_ptr<Slot>& slot = shared.slots[static_cast<std::size_t>(index)];
    if (!slot) slot = std::make_unique<Slot>(shared.workshop, assignment, index);
    std::optional<std::size_t> last;
    while (const auto ticket = shared.schedule.next(last)) {
      UnitOutcomes unit = run_ticket(shared, *ticket, *slot);
      const bool stop = unit.interrupted || shared.stopped();
      enter(shared, *ticket, std::move(unit));
      shared.schedule.done(*ticket);
      if (stop) shared.schedule.stop();
      last = ticket->submission;
    }
  } catch (...) {
    const std::lock_guard lock(shared.mutex);
    // An interruption breaks whatever was under way; that is no trouble of its own.
    if (!shared.trouble && !shared.stopped()) shared.trouble = std::current_exception();
    shared.schedule.stop();
  }
}

/// A first look at the same migrations says again why they fail.
bool failed_to_prepare(const std::vector<TestOutcome>& outcomes) {
  return std::any_of(outcomes.begin(), outcomes.end(), [](const TestOutcome& outcome) {
    return outcome.group == "Prepare" && outcome.verdict != Verdict::passed && outcome.verdict != Verdict::skipped;
  });
}

/// The groups that have a test to run; Prepare runs when others need it.
std::vector<Group> groups_to_run(const Assignment& assignment, const GradeOptions& options) {
  std::vector<Group> groups;
  for (const Group& group : assignment.groups)
    if (group.name != "Prepare" && !wanted_tests(group, options).empty()) groups.push_back(group);
  if (groups.empty())
    throw Fault(cat("--only ", join(options.only, " "), ": matches no test"),
                "assay list " + assignment.id + " shows the tests");
  return groups;
}

GradeOptions with_defaults(GradeOptions options) {
  if (options.seed.empty()) options.seed = fresh_seed();
  const unsigned cores = std::max(std::thread::hardware_concurrency(), 1u);
  if (options.slots <= 0) options.slots = static_cast<int>(2 * cores);
  return options;
}

/// A usual unit takes half a core, one that waits a quarter: twice as many places are open as usual units fit.
int places_for(std::size_t submissions, const std::vector<Group>& groups, const GradeOptions& options) {
  return static_cast<int>(std::min<std::size_t>(submissions * groups.size(), 2u * static_cast<unsigned>(options.slots)));
}

}  // namespace

std::string fresh_seed() {
  std::uint32_t value = 0;
  if (::getrandom(&value, sizeof value, 0) != sizeof value)
    throw environment_fault("random: the system's random source gave nothing");
  char text[16];
  std::snprintf(text, sizeof text, "%08x", value);
  return text;
}

struct StandingWorkshop::State {
  const Assignment& assignment;
  Workshop workshop;
  std::vector<std::unique_ptr<Slot>> slots;   ///< made when they are first needed
  std::size_t first_looks;                    ///< how many of them, at the beginning, are for first looks alone
  std::optional<Submission> last;             ///< first of the last run

  Submission for_first_look(Submission submission) const {
    submission.migration = migration_digest(assignment, workshop.runtime, submission);
    return submission;
  }
};

StandingWorkshop::StandingWorkshop(const Home& home, const Assignment& assignment, int places, Level level, bool first_looks)
    : state_(new State{assignment, provision(home, assignment, places + first_looks, level), {}, first_looks, {}}) {
  state_->slots.resize(static_cast<std::size_t>(places + first_looks));
}

StandingWorkshop::~StandingWorkshop() = default;

Run StandingWorkshop::grade(const std::vector<SubmissionSource>& sources, const GradeOptions& given, const Progress& progress,
                            const Finished& finished) {
  const GradeOptions options = with_defaults(given);
  const Assignment& assignment = state_->assignment;
  const std::vector<Group> groups = groups_to_run(assignment, options);
  Run run;
  run.records.resize(sources.size());
  std::vector<Candidate> candidates = take_in(state_->workshop, assignment, sources, options.seed, run);
  if (!candidates.empty()) state_->last = candidates.front().submission;
  if (options.first_look)
    for (Candidate& candidate : candidates) candidate.submission = state_->for_first_look(std::move(candidate.submission));

  Schedule schedule(groups, candidates.size(), 2 * options.slots);
  Control control(state_->workshop, assignment);
  Shared shared{state_->workshop, options, progress, finished, candidates, schedule, control, state_->slots, {}, {}, 0,
                candidates.size() * groups.size(), nullptr};
  for (Candidate& candidate : candidates) candidate.units_left = groups.size();
  {
    std::vector<std::jthread> slots;
    const int begin = options.first_look ? 0 : static_cast<int>(state_->first_looks);
    const int end = static_cast<int>(options.first_look ? state_->first_looks : state_->slots.size());
    const int most = std::min(places_for(sources.size(), groups, options), end - begin);
    for (int i = begin; i < begin + most; ++i) slots.emplace_back([&, i] { serve(shared, assignment, i); });
  }
  if (shared.trouble) std::rethrow_exception(shared.trouble);

  run.interrupted = shared.stopped();
  for (Candidate& candidate : candidates) {
    if (candidate.units_left > 0) candidate.record.complete = false;
    sort_like_suite(candidate.record);
    if (options.first_look && failed_to_prepare(candidate.record.outcomes)) state_->slots.front()->forget_preparation();
    candidate.record.cell = state_->workshop.statement.get();
    run.records[candidate.index] = std::move(candidate.record);
  }
  return run;
}

void StandingWorkshop::get_ready(const std::string& seed, int cancel) {
  if (!state_->last || state_->first_looks == 0) return;
  std::unique_ptr<Slot>& slot = state_->slots.front();
  if (!slot) slot = std::make_unique<Slot>(state_->workshop, state_->assignment, 0);
  const Submission submission = state_->for_first_look(*state_->last);
  const auto preparing = migrating_group(state_->assignment);
  if (preparing && submission.build.empty() && !slot->is_prepared_for(submission)) {
    const UnitOutcomes prepared = prepare_slot(state_->workshop, state_->assignment, submission, seed, *slot, cancel);
    if (failed_to_prepare(prepared.outcomes)) slot->forget_preparation();
    if (prepared.interrupted) return;
  }
  const auto ready = [&](const Group& group) {
    make_ready({.workshop = state_->workshop, .assignment = state_->assignment, .submission = submission, .group = group, .tests = {},
                .seed = seed},
               *slot);
  };
  const auto of_suite = std::find_if(state_->assignment.groups.begin(), state_->assignment.groups.end(),
                                     [](const Group& group) { return group.evidence == Evidence::suite; });
  if (of_suite != state_->assignment.groups.end()) ready(*of_suite);
  if (preparing) ready(*preparing);
}

Run grade(const Home& home, const Assignment& assignment, const std::vector<SubmissionSource>& sources,
          const GradeOptions& given, const Progress& progress, const Finished& finished) {
  const GradeOptions options = with_defaults(given);
  const int places = places_for(sources.size(), groups_to_run(assignment, options), options);
  return StandingWorkshop(home, assignment, places, options.level).grade(sources, options, progress, finished);
}

}  // namespace assay
