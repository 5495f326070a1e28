// scripts/test_database.py, on a database that has no tables.
#include "public/garage.hpp"

namespace garage {
namespace {

const std::vector<std::string> names{"users", "projects", "cams"};

class Script : public testing::Test {
 protected:
  static std::string words_of_a_run() {
    database().clear();
    return roles("test_database").run_well().output;
  }
};

TEST_F(Script, CreatesTheTables) {
  words_of_a_run();
  for (const std::string& name : names) {
    const bool there = database().has_table(name);
    expect(ExpectationKind::table, name, term::of("present"), there ? term::of("present") : term::of("absent"), there);
  }
}

TEST_F(Script, PrintsTheirNames) {
  const std::string output = words_of_a_run();
  for (const std::string& name : names) {
    const bool said = output.find(name) != std::string::npos;
    expect(ExpectationKind::output, "test_database", term::of("contains", name), said ? Json(name) : term::of("absent"), said);
  }
}

TEST_F(Script, KeepsWhatIsThere) {
  words_of_a_run();
  roles("rpc").ensure();
  Random random;
  const std::string id = cat("user_", random.word(8));
  demand_object(rpc().given().call("create_user", {{"id", id}, {"email", cat(id, "@example.com")}}));
  if (!expect_row("users", id)) return;
  roles("test_database").run_well();
  expect_row("users", id);
}

}  // namespace
}  // namespace garage
