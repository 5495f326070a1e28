#include "submission_users.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/fault.hpp"

namespace assay {
namespace {

class Users : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root gives submissions users of their own";
  }
};

TEST_F(Users, BelongToOneHarnessAtATime) {
  const SubmissionUsers ours(8), theirs(8);
  std::set<uid_t> all;
  for (int slot = 0; slot < 8; ++slot) {
    all.insert(ours.of(slot).uid);
    all.insert(theirs.of(slot).uid);
  }
  EXPECT_EQ(all.size(), 16u);
  EXPECT_GE(*all.begin(), SubmissionUsers::first);
  EXPECT_LE(*all.rbegin(), SubmissionUsers::last);
}

TEST_F(Users, AreGivenBack) {
  constexpr int most = 40;
  for (int turn = 0; turn < 10; ++turn) EXPECT_NO_THROW(SubmissionUsers{most});
}

TEST_F(Users, OfWhichThereAreNotEnoughAreTheMachinesFault) {
  EXPECT_THROW(SubmissionUsers(SubmissionUsers::last - SubmissionUsers::first + 2), Fault);
}

}  // namespace
}  // namespace assay
