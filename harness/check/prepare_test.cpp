// Prepare: what happens to every submission before its tests. The outcomes are shown and give no points of their own.
#include "testkit/testkit.hpp"

namespace assay::testkit {
namespace {

class Prepare : public testing::Test {};

TEST_F(Prepare, Builds) {
  roles("build").run_well();
}

/// Builds the database that the units' databases are copied from.
TEST_F(Prepare, Migrates) {
  const auto& spec = unit().spec;
  if (!spec.roles.contains("migrate") && !spec.missing_roles.contains("migrate")) GTEST_SKIP();
  roles("migrate").run_well();
}

}  // namespace
}  // namespace assay::testkit
