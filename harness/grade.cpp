#include "grade.hpp"

#include <sys/random.h>

#include <algorithm>
#include <thread>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "candidates.hpp"
#include "migration_inputs.hpp"
#include "serve.hpp"
#include "unit.hpp"

namespace assay {
namespace {

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
  RunUnderWay under_way{state_->workshop, options, progress, finished, candidates, schedule, control, state_->slots, {}, {}, 0,
                        candidates.size() * groups.size(), nullptr};
  for (Candidate& candidate : candidates) candidate.units_left = groups.size();
  {
    std::vector<std::jthread> slots;
    const int begin = options.first_look ? 0 : static_cast<int>(state_->first_looks);
    const int end = static_cast<int>(options.first_look ? state_->first_looks : state_->slots.size());
    const int most = std::min(places_for(sources.size(), groups, options), end - begin);
    for (int i = begin; i < begin + most; ++i) slots.emplace_back([&, i] { serve(under_way, assignment, i); });
  }
  if (under_way.trouble) std::rethrow_exception(under_way.trouble);

  run.interrupted = under_way.stopped();
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
