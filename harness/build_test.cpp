// Whole runs on submissions that are built first. The task has no services, so that nothing but the build is in question.
#include "whole_runs_test.hpp"

#include "base/json.hpp"

namespace assay::building {
namespace {

const fs::path reference = source_root / "reference/user-analytics/python";

class Builds : public WholeRuns {
 protected:
  /// The reference as a source of which a shell script makes the program.
  fs::path submission(const std::string& name, const std::string& script) const {
    const fs::path place = place_.path() / name;
    fs::create_directories(place / "src");
    fs::copy_file(reference / "analytics.py", place / "src/analytics.txt");
    write_file(place / "build.sh", script);
    write_file(place / "submission.toml",
               "build = [\"sh\", \"build.sh\"]\n[role.rpc]\ncommand = [\"python\", \"rpc_server.py\", \"analytics\"]\n");
    return place;
  }
  Json record(const std::string& name) const { return Json::parse(read_file(place_.path() / "r" / (name + ".json"))); }
  static Json outcome(const Json& record, const std::string& test) {
    for (const Json& outcome : record.at("outcomes"))
      if (cat(outcome.at("group").get<std::string>(), '.', outcome.at("test").get<std::string>()) == test) return outcome;
    ADD_FAILURE() << "no outcome of " << test;
    return {};
  }
};

TEST_F(Builds, UnitsRunWhatWasBuiltAndTheSourceStaysAsItWas) {
  const fs::path mine = submission("mine", "echo compiling; cp src/analytics.txt analytics.py; rm -r src; ln -s /etc/passwd link\n");
  const Completed done = assay({"grade", "user-analytics", mine.string(), "--only", "Segments.*", "--only", "Churn.*", "--records", "r"});
  ASSERT_EQ(status(done), 0) << done.err;
  const Json got = record("mine");
  for (const Json& outcome : got.at("outcomes"))
    if (outcome.at("group") != "Prepare") {
      EXPECT_EQ(outcome.at("verdict"), "passed") << outcome;
    }
  EXPECT_EQ(outcome(got, "Prepare.Builds").at("verdict"), "passed");
  EXPECT_EQ(got.at("volatile").at("built_digest").get<std::string>().size(), 64u);
  EXPECT_NE(got.at("volatile").at("built_digest"), got.at("submission").at("digest"));
  for (const Json& unit : got.at("units"))
    if (unit.at("group") == "Prepare") {
      EXPECT_EQ(unit.at("volatile").at("kept").at("left_out"), 1);
      EXPECT_EQ(unit.at("volatile").at("output").at("build").at("head"), "compiling\n");
    }
  EXPECT_TRUE(fs::exists(mine / "src/analytics.txt"));
  EXPECT_FALSE(fs::exists(mine / "analytics.py"));
}

TEST_F(Builds, ABuildThatFailsFailsEveryTestAndShowsTheCompilersWords) {
  const fs::path mine = submission("mine", "echo \"main.cpp:3:14: error: expected ';' before '}' token\" >&2; exit 2\n");
  const Completed done = assay({"grade", "user-analytics", mine.string(), "--records", "r", "--markdown", "r/mine.md", "--require", "1"});
  EXPECT_EQ(status(done), 1) << done.err;
  const Json got = record("mine");
  for (const Json& outcome : got.at("outcomes"))
    if (outcome.at("test") != "Migrates") {
      EXPECT_EQ(outcome.at("verdict"), "failed");
      EXPECT_EQ(outcome.at("cause").at("kind"), "command_failed");
      EXPECT_EQ(outcome.at("cause").at("role"), "build");
    }
  EXPECT_EQ(got.at("units").size(), 7u) << "one of the build and one a group";
  const std::string report = read_file(place_.path() / "r/mine.md");
  EXPECT_NE(report.find("expected ';' before '}' token"), std::string::npos) << report;
}

TEST_F(Builds, TheCoursesFilesArePutBackAfterABuild) {
  const fs::path mine = submission("mine", "cp src/analytics.txt analytics.py; echo 'raise SystemExit(1)' > rpc_server.py\n");
  ASSERT_EQ(status(assay({"grade", "user-analytics", mine.string(), "--only", "Churn.*", "--records", "r"})), 0);
  EXPECT_EQ(outcome(record("mine"), "Churn.AnyDays").at("verdict"), "passed");
  EXPECT_EQ(record("mine").at("submission").at("restored"), Json::array({"rpc_server.py"}));
}

TEST_F(Builds, EqualSubmissionsOfARunShareABuild) {
  const char* const script = "date +%s%N > when; cp src/analytics.txt analytics.py\n";
  const fs::path first = submission("first", script), second = submission("second", script);
  ASSERT_EQ(status(assay({"grade", "user-analytics", first.string(), second.string(), "--only", "Churn.*", "--records", "r"})), 0);
  EXPECT_EQ(record("first").at("volatile").at("built_digest"), record("second").at("volatile").at("built_digest"));
}

TEST_F(Builds, ATaskWithoutServicesNeedsNone) {
  const Completed done = assay({"grade", "user-analytics", reference.string(), "--only", "Churn.*", "--records", "r"},
                               {{"ASSAY_POSTGRES_BIN", "/nonexistent"}});
  ASSERT_EQ(status(done), 0) << done.err;
  EXPECT_EQ(outcome(record("python"), "Churn.AnyDays").at("verdict"), "passed");
  EXPECT_FALSE(record("python").at("versions").contains("postgres"));
}

}  // namespace
}  // namespace assay::building
