// main() of every suite: reads the unit's specification, runs the tests it names, and tells the harness what each found as it happens.
#include <gtest/gtest.h>
#include <unistd.h>

#include <linux/close_range.h>
#include <sys/syscall.h>

#include <iostream>

#include "base/text.hpp"
#include "sandbox/protocol.hpp"
#include "testkit/testkit.hpp"

namespace assay::testkit {
namespace {

class Listener : public testing::EmptyTestEventListener {
  void OnTestStart(const testing::TestInfo& test) override {
    Unit& it = unit();
    it.outcome = TestOutcome{.group = test.test_suite_name(), .test = test.name()};
    it.timed_out = false;
    it.blamed.reset();
    begin_ = Deadline::Clock::now();
    report({{"event", "start"}, {"test", it.outcome.name()}});
    begin_statements();
    written_.clear();
    for (const auto& [role, spec] : it.spec.roles) written_[role] = it.cell->state(role).written;
  }

  void OnTestPartResult(const testing::TestPartResult& part) override {
    if (part.passed()) return;
    unit().outcome.debug += cat(part.file_name() ? part.file_name() : "", ":", part.line_number(), ": ",
                                clipped(part.message(), 2000), "\n");
  }

  void OnTestEnd(const testing::TestInfo& test) override {
    Unit& it = unit();
    TestOutcome& outcome = it.outcome;
    const bool failed = test.result()->Failed();
    const bool unmet = std::any_of(outcome.expectations.begin(), outcome.expectations.end(),
                                   [](const Expectation& expectation) { return !expectation.met; });
    if (failed && unmet) blame_ended_roles();
    if (it.disturbed) {
      for (auto& [name, relay] : it.taps) relay->restore();
      it.disturbed = false;
    }
    outcome.verdict = test.result()->Skipped() ? Verdict::skipped
                      : !failed                ? Verdict::passed
                      : !unmet                 ? Verdict::harness_fault  // the suite itself broke
                      : it.blamed              ? *it.blamed
                      : it.timed_out           ? Verdict::timed_out
                                               : Verdict::failed;
    if (outcome.verdict == Verdict::passed) outcome.cause.reset();
    else keep_statements();
    for (const std::string& line : unparsed()) outcome.debug += line + "\n";
    outcome.runs_passed = outcome.verdict == Verdict::passed;
    outcome.duration =
        std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::Clock::now() - begin_);
    for (const auto& [role, from] : written_)
      if (const std::uint64_t to = it.cell->state(role).written; to > from) outcome.output.push_back({role, from, to});
    report({{"event", "end"}, {"outcome", to_json(outcome)}});
  }

  Deadline::Clock::time_point begin_;
  std::map<std::string, std::uint64_t> written_;
};

int run(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (testing::GTEST_FLAG(list_tests)) return RUN_ALL_TESTS();
  ::syscall(SYS_close_range, protocol::outcome_fd + 1, ~0U, 0);
  open_unit();
  testing::GTEST_FLAG(filter) = join(unit().spec.tests, ":");
  auto& listeners = testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  listeners.Append(new Listener);
  // Whether tests failed is in the outcomes; the status says nothing more.
  [[maybe_unused]] const int failed = RUN_ALL_TESTS();
  report({{"event", "done"}});
  std::_Exit(0);  // the supervisor ends the roles; nothing here needs undoing
}

}  // namespace
}  // namespace assay::testkit

int main(int argc, char** argv) {
  try {
    return assay::testkit::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "suite: " << error.what()
              << "\n  hint: suites are run by `assay`, which gives them descriptors 3, 4 and 5\n";
    return 4;
  }
}
