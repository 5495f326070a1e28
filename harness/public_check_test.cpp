// `assay check` where hidden tests are at hand, as on an instructor's machine. The task has no services, so that it is quick.
#include "whole_runs_test.hpp"

#include "base/json.hpp"

namespace assay::public_check {
namespace {

constexpr const char* secret = "OrderSecretRule";

/// The course with a hidden test more, Segments.OrderSecretRule, and its programs. The one of all tests can only list them.
class PublicChecks : public WholeRuns {
 protected:
  PublicChecks() {
    fs::permissions(place_.path(), fs::perms(0755));   // suites run as an ordinary user
    for (const char* part : {"assignments", "rubrics", "reference/user-analytics", "templates", "ci", "harness"}) {
      fs::create_directories((home / part).parent_path());
      fs::copy(source_root / part, home / part, fs::copy_options::recursive);
    }
    add_the_secret();
    fs::create_directories(home / "assignments/user-analytics/suite/hidden");
    fs::create_directories(made / "suites");
    for (const char* program : {"assay", "assay-cell", "assay-probe", "assay-intake", "assay-checks"}) fs::copy_file(parts / program, made / program);
    fs::copy_file(parts / "suites/user-analytics-public", made / "suites/user-analytics-public");
    write_file(made / "suites/user-analytics", cat("#!/bin/sh\n[ \"$1\" = --gtest_list_tests ] || exit 3\n", (parts / "suites/user-analytics").string(),
                                                    " \"$@\" | sed 's/^Segments[.]$/&\\n  ", secret, "/'\n"));
    fs::permissions(made / "suites/user-analytics", fs::perms(0755));
  }

  /// It has the texts of another test, and counts beside it: the rubric names Segments.Order*.
  void add_the_secret() {
    const std::string known = "OrderDormantBeforeAtRisk";
    const std::string text = read_file(home / "assignments/user-analytics/feedback.toml");
    const std::size_t from = text.find(cat("[test.\"Segments.", known, "\"]")), next = text.find("\n[test.", text.find(".hint]", from));
    ASSERT_NE(next, std::string::npos);
    write_file(home / "assignments/user-analytics/feedback.hidden.toml", replaced(text.substr(from, next - from), known, secret));
  }

  Completed check(const std::string& only) const {
    Spawn check = command({"check", "user-analytics", (home / "reference/user-analytics/python").string(), "--only", only, "--json"},
                          {{"ASSAY_HOME", home.string()}});
    check.argv[0] = (made / "assay").string();
    return run(check, Deadline::in(300s), 16u << 20);
  }

  fs::path home = place_.path() / "course", made = place_.path() / "parts";
};

TEST_F(PublicChecks, NeitherRunNorCountHiddenTests) {
  const Completed done = check("Segments.*");
  ASSERT_EQ(status(done), 0) << done.err;
  EXPECT_EQ(done.out.find(secret), std::string::npos);
  const Json view = Json::parse(done.out).at("view");
  EXPECT_TRUE(view.at("failures").empty()) << view.at("failures");
  EXPECT_EQ(view.at("notices").back(), "When the work is graded, 1 hidden test more will run.");
  const Json& criteria = view.at("criteria");
  const auto order = std::find_if(criteria.begin(), criteria.end(), [](const Json& one) { return one.at("hidden") != ""; });
  ASSERT_NE(order, criteria.end());
  ASSERT_GE(order->at("tests").size(), 1u);
  for (const Json& test : order->at("tests")) EXPECT_EQ(test.at("verdict"), "passed");
  EXPECT_EQ(order->at("state"), "partly_graded");
}

TEST_F(PublicChecks, KnowNoHiddenTestByItsName) {
  const Completed done = check(cat("Segments.", secret));
  EXPECT_EQ(status(done), 2) << done.out;
}

}  // namespace
}  // namespace assay::public_check
