#include "schedule.hpp"

#include <gtest/gtest.h>

#include <set>

namespace assay {
namespace {

std::vector<Group> groups() {
  return {{.name = "Short", .tests = {"Short.A"}},
          {.name = "Long", .tests = {"Long.A", "Long.B", "Long.C"}},
          {.name = "Waits", .waits = true, .tests = {"Waits.A", "Waits.B"}}};
}

TEST(Schedule, GivesEveryUnitOnce) {
  const auto all = groups();
  Schedule schedule(all, 3, 64);
  std::set<std::pair<std::size_t, std::string>> seen;
  std::optional<std::size_t> last;
  while (const auto ticket = schedule.next(last)) {
    EXPECT_TRUE(seen.insert({ticket->submission, ticket->group->name}).second);
    last = ticket->submission;
    schedule.done(*ticket);
  }
  EXPECT_EQ(seen.size(), 9u);
}

TEST(Schedule, StartsWithTheLongestAndStaysWithASubmission) {
  const auto all = groups();
  Schedule schedule(all, 2, 64);
  const auto first = schedule.next(std::nullopt);
  EXPECT_EQ(first->group->name, "Long");
  EXPECT_EQ(schedule.next(first->submission)->submission, first->submission);
  EXPECT_NE(schedule.next(std::nullopt)->submission, first->submission);
}

TEST(Schedule, SendsNoMoreHelpersThanGroupsAreLeft) {
  const auto all = groups();
  Schedule schedule(all, 1, 64);
  EXPECT_TRUE(schedule.next(std::nullopt).has_value());
  EXPECT_TRUE(schedule.next(std::nullopt).has_value());
  EXPECT_FALSE(schedule.next(std::nullopt).has_value()) << "two work on it and one group is left: a third would only prepare";
}

TEST(Schedule, SkipsGroupsWithoutTests) {
  const std::vector<Group> all{{.name = "Empty"}, {.name = "Full", .tests = {"Full.A"}}};
  Schedule schedule(all, 1, 8);
  EXPECT_EQ(schedule.next(std::nullopt)->group->name, "Full");
  EXPECT_FALSE(schedule.next(std::nullopt).has_value());
}

TEST(Schedule, GivesNothingAfterStop) {
  const auto all = groups();
  Schedule schedule(all, 3, 64);
  schedule.stop();
  EXPECT_FALSE(schedule.next(std::nullopt).has_value());
}

TEST(Schedule, WeighsAGroupThatWaitsAsAQuarter) {
  EXPECT_EQ(weight_of({.waits = true}), 1);
  EXPECT_EQ(weight_of({}), 2);
  EXPECT_EQ(weight_of({.computes = true}), 4);
}

TestOutcome never_ready(const char* group) {
  return {.group = group, .test = "A", .verdict = Verdict::failed, .cause = Cause{CauseKind::never_ready, "api", {{"port", 8000}}}};
}

TEST(StartFailures, ForbidAThirdGroupAfterTwoEqualFailures) {
  StartFailures failures;
  const Group third{.name = "Third", .roles = {"api"}};
  failures.note(0, never_ready("First"));
  failures.note(0, never_ready("First"));
  EXPECT_FALSE(failures.forbids(0, third).has_value());
  failures.note(0, never_ready("Second"));
  EXPECT_TRUE(failures.forbids(0, third).has_value());
  EXPECT_FALSE(failures.forbids(1, third).has_value());
  EXPECT_FALSE(failures.forbids(0, {.name = "Fourth"}).has_value());
}

TEST(StartFailures, IgnoreAProgramThatEndedLater) {
  StartFailures failures;
  for (const char* group : {"First", "Second"})
    failures.note(0, {.group = group, .test = "A", .verdict = Verdict::crashed, .cause = Cause{CauseKind::exited, "api", {{"status", 1}}}});
  EXPECT_FALSE(failures.forbids(0, {.name = "Third", .roles = {"api"}}).has_value());
}

}  // namespace
}  // namespace assay
