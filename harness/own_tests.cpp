#include "own_tests.hpp"

#include <algorithm>
#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "suite/alterations.hpp"

namespace assay {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t fewest_alterations = 3;  // that decide: fewer tell nothing
constexpr std::size_t most_set_aside = 40;
const std::string steady = "OwnTests.Steady";

/// One run of the student's tests on a copy.
struct Copy {
  std::string test;                          ///< whose outcome it is
  const Alteration* alteration = nullptr;    ///< null: does the same
};

class OwnTests {
 public:
  OwnTests(const UnitWork& work, Slot& slot) : work_(work), slot_(slot) {}

  UnitOutcomes run() {
    for (const std::string& test : work_.tests)
      if (needs_altered_copy(test)) wanted_.push_back(test);
    try_as_it_is();
    if (!wanted_.empty() && !all_.interrupted) try_copies();
    std::erase_if(all_.outcomes, [&](const TestOutcome& outcome) { return !asked_for(outcome.name()); });
    return std::move(all_);
  }

 private:
  bool asked_for(const std::string& test) const {
    return std::find(work_.tests.begin(), work_.tests.end(), test) != work_.tests.end();
  }

  /// Also finds what can be altered.
  void try_as_it_is() {
    all_ = work_through(unit(work_.submission, work_.group, {"OwnTests.Exist", "OwnTests.Pass"}), slot_);
    const auto printed = all_.record.output.find("alter");
    if (printed == all_.record.output.end()) return;
    found_ = alterations_in(printed->second.head + printed->second.tail, work_.assignment, work_.submission.tree);
    all_.record.output.erase(printed);
  }

  void try_copies() {
    const TestOutcome pass = outcome_of("OwnTests.Pass");
    if (!work_.submission.python) return settle_all(Verdict::skipped, {CauseKind::no_place, ""});
    if (pass.verdict == Verdict::harness_fault) return settle_all(Verdict::harness_fault, *pass.cause);
    if (passed_tests(pass) == 0) return settle_all(Verdict::failed, {CauseKind::no_own_tests, ""});
    if (found_.size() < fewest_alterations) return too_few(found_.size());
    read_baseline(pass);
    for (const Copy& copy : copies()) {
      take(run_copy(copy));
      if (all_.interrupted) return settle_rest({CauseKind::not_run, ""}, Verdict::harness_fault);
    }
    settle_rest({CauseKind::no_place, ""}, Verdict::skipped);
    const TestOutcome control = outcome_of(steady);
    if (control.verdict == Verdict::harness_fault) return settle_all(Verdict::harness_fault, *control.cause);
    if (control.verdict != Verdict::passed) return settle_all(Verdict::failed, {CauseKind::unsteady_tests, ""});
    look_with_suite();
    if (wanted_.size() < static_cast<std::size_t>(std::count_if(work_.group.tests.begin(), work_.group.tests.end(), needs_altered_copy)))
      return;  // a part was asked for: how many count cannot be told
    const auto counting = std::count_if(all_.outcomes.begin(), all_.outcomes.end(), [](const TestOutcome& outcome) {
      return is_notice(outcome.name()) && outcome.verdict != Verdict::skipped;
    });
    if (counting < static_cast<std::ptrdiff_t>(fewest_alterations)) too_few(static_cast<std::size_t>(counting));
  }

  static bool is_notice(const std::string& test) { return test.starts_with("OwnTests.Notice"); }

  TestOutcome& outcome_of(const std::string& test) {
    return *std::find_if(all_.outcomes.begin(), all_.outcomes.end(), [&](const TestOutcome& one) { return one.name() == test; });
  }

  static std::int64_t passed_tests(const TestOutcome& pass) {
    std::int64_t passed = 0;
    for (const Step& step : pass.steps) passed = std::max(passed, step.data.value("passed", std::int64_t{0}));
    return passed;
  }

  void read_baseline(const TestOutcome& pass) {
    std::set<std::string> files;
    for (const Expectation& expectation : pass.expectations)
      if (expectation.kind == ExpectationKind::test_passes && !expectation.met) set_aside_.push_back(expectation.subject);
    // A word of the supervisor's own would be taken for a port.
    std::erase_if(set_aside_, [](const std::string& test) { return test.find("{port") != std::string::npos; });
    if (set_aside_.size() > most_set_aside) {
      for (const std::string& test : set_aside_) files.insert(test.substr(0, test.find("::")));
      set_aside_.assign(files.begin(), files.end());
      if (set_aside_.size() > most_set_aside) set_aside_.resize(most_set_aside);
    }
    limit_ = std::clamp<std::chrono::milliseconds>(std::chrono::milliseconds(5 * all_.record.wall_ms), 20s, 120s);
  }

  /// All copies in an order that the seed decides: what a test does the second time must not depend on what is altered then.
  std::vector<Copy> copies() const {
    std::vector<Copy> copies{{steady, nullptr}};
    for (const Alteration& alteration : found_)
      if (asked_for(notice_test(alteration.kind))) copies.push_back({notice_test(alteration.kind), &alteration});
    const auto key = [&](const Copy& copy) { return sha256(cat(work_.seed, ' ', copy.test)); };
    std::sort(copies.begin(), copies.end(), [&](const Copy& a, const Copy& b) { return key(a) < key(b); });
    return copies;
  }

  UnitWork unit(const Submission& submission, const Group& group, std::vector<std::string> tests) const {
    return {.workshop = work_.workshop, .assignment = work_.assignment, .submission = submission, .group = group,
            .tests = std::move(tests), .seed = work_.seed, .shuffle = work_.shuffle, .prepare = work_.prepare,
            .cancel = work_.cancel, .trying = work_.trying};
  }

  /// Runs tests on a copy of the submission.
  std::vector<TestOutcome> run_on(const std::vector<Edit>& edits, bool same, const Group& group, std::vector<std::string> tests,
                                  const OwnTestsRun* how) {
    const fs::path place = slot_.ground().directory / "altered";
    remove_tree(place);
    write_altered(work_.submission.tree, place, edits, same);
    Submission copy = work_.submission;
    copy.tree = place;
    UnitWork work = unit(copy, group, std::move(tests));
    work.own_tests = how;
    UnitOutcomes outcomes = work_through(work, slot_);
    remove_tree(place);
    all_.record.wall_ms += outcomes.record.wall_ms;
    all_.record.submission_cpu_ms += outcomes.record.submission_cpu_ms;
    all_.record.harness_cpu_ms += outcomes.record.harness_cpu_ms;
    all_.record.attempts = std::max(all_.record.attempts, outcomes.record.attempts);
    all_.interrupted = all_.interrupted || outcomes.interrupted;
    return std::move(outcomes.outcomes);
  }

  TestOutcome run_copy(const Copy& copy) {
    const OwnTestsRun how{set_aside_, copy.alteration ? described(*copy.alteration) : Json(), limit_};
    const std::vector<Edit> edits = copy.alteration ? copy.alteration->edits : edits_of_all(found_);
    TestOutcome outcome = run_on(edits, !copy.alteration, work_.group, {copy.test}, &how).front();
    outcome.output.clear();  // it is of another program, and not kept
    return outcome;
  }

  /// Of what nobody noticed, only what the suite sees counts.
  void look_with_suite() {
    std::set<std::string> asked, fine;
    const auto unnoticed = [&](const Alteration& alteration) {
      return asked_for(notice_test(alteration.kind)) && outcome_of(notice_test(alteration.kind)).verdict == Verdict::failed;
    };
    for (const Alteration& alteration : found_)
      if (unnoticed(alteration)) asked.insert(rule_of(alteration).seen_by.begin(), rule_of(alteration).seen_by.end());
    if (asked.empty()) return;
    for (const TestOutcome& outcome : suite_on({}, {asked.begin(), asked.end()}))
      if (outcome.verdict == Verdict::passed) fine.insert(outcome.name());
    for (const Alteration& alteration : found_)
      if (!all_.interrupted && unnoticed(alteration)) judge_sight(alteration, fine);
  }

  void judge_sight(const Alteration& alteration, const std::set<std::string>& fine) {
    TestOutcome& outcome = outcome_of(notice_test(alteration.kind));
    std::vector<std::string> tests;
    for (const std::string& test : rule_of(alteration).seen_by)
      if (fine.contains(test)) tests.push_back(test);
    const std::vector<TestOutcome> seen = tests.empty() ? std::vector<TestOutcome>() : suite_on(alteration.edits, tests);
    if (std::any_of(seen.begin(), seen.end(), [](const TestOutcome& one) {
          return decided(one.verdict) && one.verdict != Verdict::passed;
        }))
      return;
    const auto fault = std::find_if(seen.begin(), seen.end(),
                                    [](const TestOutcome& one) { return one.verdict == Verdict::harness_fault; });
    outcome.verdict = fault == seen.end() ? Verdict::skipped : Verdict::harness_fault;
    outcome.cause = fault == seen.end() ? Cause{CauseKind::unseen, ""} : *fault->cause;
    outcome.expectations.clear();
    outcome.steps.clear();
    outcome.debug.clear();
  }

  std::vector<TestOutcome> suite_on(const std::vector<Edit>& edits, std::vector<std::string> tests) {
    const Group group{.name = work_.group.name, .evidence = Evidence::suite, .start = work_.group.start, .limit = work_.group.limit};
    return run_on(edits, false, group, std::move(tests), nullptr);
  }

  const AlterationRule& rule_of(const Alteration& alteration) const {
    return *std::find_if(work_.assignment.alterations.begin(), work_.assignment.alterations.end(), [&](const AlterationRule& rule) {
      return rule.kind == alteration.kind && rule.field == alteration.field;
    });
  }

  void take(TestOutcome outcome) { all_.outcomes.push_back(std::move(outcome)); }

  void settle_rest(const Cause& cause, Verdict verdict) {
    for (const std::string& test : wanted_) {
      const bool there = std::any_of(all_.outcomes.begin(), all_.outcomes.end(),
                                     [&](const TestOutcome& outcome) { return outcome.name() == test; });
      if (!there) take({.group = "OwnTests", .test = test.substr(test.find('.') + 1), .verdict = verdict, .cause = cause});
    }
  }

  /// The same for every alteration, whatever was noticed.
  void settle_all(Verdict verdict, const Cause& cause) {
    std::erase_if(all_.outcomes, [](const TestOutcome& outcome) { return is_notice(outcome.name()); });
    settle_rest(cause, verdict);
  }

  void too_few(std::size_t found) {
    settle_all(Verdict::skipped, {CauseKind::few_alterations, "", {{"found", found}, {"needed", fewest_alterations}}});
  }

  const UnitWork& work_;
  Slot& slot_;
  UnitOutcomes all_;
  std::vector<std::string> wanted_;
  std::vector<Alteration> found_;
  std::vector<std::string> set_aside_;
  std::chrono::milliseconds limit_{120'000};
};

}  // namespace

bool needs_altered_copy(const std::string& test) { return test == steady || test.starts_with("OwnTests.Notice"); }

UnitOutcomes work_through_own_tests(const UnitWork& work, Slot& slot) { return OwnTests(work, slot).run(); }

}  // namespace assay
