// `assay check` where hidden tests are at hand, as on an instructor's machine. The task has no services, so that it is quick.
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "process/process.hpp"

namespace assay::public_check {
namespace {

const fs::path source_root = ASSAY_SOURCE_ROOT;
const fs::path built = ASSAY_PARTS;
constexpr const char* secret = "OrderSecretRule";

/// The course with a hidden test more, Segments.OrderSecretRule, and its programs. The one of all tests can only list them.
class PublicChecks : public testing::Test {
 protected:
  PublicChecks() {
    fs::permissions(place_.path(), fs::perms(0755));   // suites run as an ordinary user
    for (const char* part : {"assignments", "rubrics", "reference/user-analytics", "templates", "ci", "harness"}) {
      fs::create_directories((course / part).parent_path());
      fs::copy(source_root / part, course / part, fs::copy_options::recursive);
    }
    add_the_secret();
    fs::create_directories(course / "assignments/user-analytics/suite/hidden");
    fs::create_directories(parts / "suites");
    for (const char* program : {"assay", "assay-cell", "assay-probe", "assay-intake", "assay-checks"}) fs::copy_file(built / program, parts / program);
    fs::copy_file(built / "suites/user-analytics-public", parts / "suites/user-analytics-public");
    write_file(parts / "suites/user-analytics", cat("#!/bin/sh\n[ \"$1\" = --gtest_list_tests ] || exit 3\n", (built / "suites/user-analytics").string(),
                                                    " \"$@\" | sed 's/^Segments[.]$/&\\n  ", secret, "/'\n"));
    fs::permissions(parts / "suites/user-analytics", fs::perms(0755));
  }

  /// It has the texts of another test, and counts beside it: the rubric names Segments.Order*.
  void add_the_secret() {
    const std::string known = "OrderDormantBeforeAtRisk";
    const std::string text = read_file(course / "assignments/user-analytics/feedback.toml");
    const std::size_t from = text.find(cat("[test.\"Segments.", known, "\"]")), next = text.find("\n[test.", text.find(".hint]", from));
    ASSERT_NE(next, std::string::npos);
    write_file(course / "assignments/user-analytics/feedback.hidden.toml", replaced(text.substr(from, next - from), known, secret));
  }

  Completed check(const std::string& only) const {
    const auto given = [](const char* name) { return std::string(std::getenv(name) ? std::getenv(name) : ""); };
    return run({.argv = {(parts / "assay").string(), "check", "user-analytics", (course / "reference/user-analytics/python").string(), "--only", only, "--json"},
                .environment = {{"PATH", given("PATH")}, {"HOME", given("HOME")}, {"LANG", "en_US.UTF-8"}, {"ASSAY_HOME", course.string()}},
                .cwd = place_.path()},
               Deadline::in(std::chrono::seconds(300)), 16u << 20);
  }
  static int status(const Completed& completed) { return WIFEXITED(completed.status) ? WEXITSTATUS(completed.status) : -1; }

  TemporaryDirectory place_{fs::temp_directory_path(), "assay-public-check-"};
  fs::path course = place_.path() / "course", parts = place_.path() / "parts";
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
