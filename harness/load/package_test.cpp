// The package for students, made of a course with hidden tests.
#include "load/package.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/fault.hpp"
#include "base/text.hpp"

namespace assay {
namespace {

constexpr const char* canary = "CanaryOfTheHiddenSuite";

/// A course of one assignment with the public tests Health.Says and Health.Is, and a hidden one.
class Package : public testing::Test {
 protected:
  Package() {
    lists(home.suite("shop"), cat("Health.\n  Says\n  ", canary, "\n  Is\n"));
    lists(home.suite("shop-public"), "Health.\n  Says\n  Is\n");
    for (const char* part : {"assay", "assay-cell", "assay-probe", "assay-intake", "assay-checks"}) lists(home.parts / part, "");
    file("assignments/shop/assignment.toml", "id = 'shop'\ntitle = { uk = 'К', ru = 'М', en = 'S' }\n[[group]]\nname = 'Health'\n");
    file("assignments/shop/suite/hidden/secret_test.cpp", cat("// ", canary));
    file("assignments/shop/suite/public/health_test.cpp", "// public");
    file("assignments/shop/feedback.toml", text_of("Health.Says", "It says so") + text_of("Health.Is", "It is so"));
    file("assignments/shop/feedback.hidden.toml", text_of(cat("Health.", canary), "It keeps the secret of the canary"));
    file("assignments/shop/mutants/quiet.patch", cat("+ ", canary));
    file("assignments/shop/mutants/mutants.toml", "[[mutant]]\nid = 'quiet'\ncosts = ['health']\nmisconception = { uk = 'я', ru = 'э', en = 'It is quiet' }\n");
    file("rubrics/shop.toml", rubric);
    file("reference/shop/python/app.py", cat("# the solution, ", canary));
    for (const char* name : {"assignments/shop/README.uk.md", "assignments/shop/README.ru.md", "assignments/shop/README.en.md", "ci/lib.sh",
                             "ci/runtime/requirements.lock", "templates/report/page.mustache", "templates/common/rpc_server.py",
                             "templates/starter/shop/main.py", "harness/check/mutators/alter.py", "harness/check/style/style.py", "harness/suite/ahead.py",
                             "templates/workdir/completion.bash"})
      file(name, "for everybody\n");
    certify();
  }

  /// A certificate of the course as it is.
  void certify() {
    const Assignment assignment = load_assignment(home, "shop");
    Certificate certificate{.assignment = "shop", .sources = proof_sources(home, assignment, load_rubric(home, assignment))};
    certificate.programs = {{.kind = "mutant", .id = "quiet", .failed_tests = {"Health.Says", cat("Health.", canary)}}, {.kind = "reference", .id = "python"}};
    file("assignments/shop/certificate.json", to_text(to_json(certificate)));
  }

  static std::string text_of(const std::string& test, const std::string& title) {
    return cat("[test.\"", test, "\"]\ntitle = { uk = '", title, "', ru = '", title, "', en = '", title, "' }\nhint = { uk = 'h', ru = 'h', en = 'h' }\n");
  }
  void file(const std::string& name, const std::string& text) {
    fs::create_directories((home.root / name).parent_path());
    write_file(home.root / name, text);
  }
  void lists(const fs::path& program, const std::string& list) {
    fs::create_directories(program.parent_path());
    write_file(program, cat("#!/bin/sh\ncat <<'END'\n", list, "END\n"));
    ::chmod(program.c_str(), 0755);
  }
  std::string complaint() {
    try {
      write_student_package(home, {"shop"}, package);
    } catch (const Fault& fault) {
      return fault.what();
    }
    return "no complaint";
  }

  static constexpr const char* rubric = R"(assignment = "shop"
[totals]
required = 7
bonus = 2
[pass]
of = "required"
points = 3
penalties = "after"
[[required]]
id = "health"
title = { uk = "a", ru = "b", en = "c" }
hint = { uk = "a\"\\", ru = "b", en = "c" }
points = 4.5
tests = ["Health.*"]
[[required]]
id = "secrets"
title = { uk = "a", ru = "b", en = "c" }
hint = { uk = "a", ru = "b", en = "c" }
points = 2.5
rule = "all"
tests = ["Health.CanaryOfTheHiddenSuite"]
needs = ["health"]
[[bonus]]
id = "days"
title = { uk = "a", ru = "b", en = "c" }
hint = { uk = "a", ru = "b", en = "c" }
fact = "active_days"
per_unit = 0.5
cap = 4
)";
  TemporaryDirectory place{fs::temp_directory_path(), "assay-package-test-"};
  Home home{place.path() / "course", place.path() / "parts"};
  fs::path package = place.path() / "package";
};

TEST_F(Package, HoldsNothingOfHiddenTestsAndNoSolution) {
  write_student_package(home, {"shop"}, package);
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(package)) {
    EXPECT_EQ(entry.path().string().find("hidden"), std::string::npos) << entry.path();
    if (!entry.is_regular_file()) continue;
    ++files;
    const std::string text = read_file(entry.path());
    EXPECT_EQ(text.find(canary), std::string::npos) << entry.path();
    EXPECT_EQ(text.find("secret of the canary"), std::string::npos) << entry.path();
  }
  EXPECT_GT(files, 15u);
  EXPECT_FALSE(fs::exists(package / "share/assay/reference"));
  EXPECT_FALSE(fs::exists(package / "share/assay/assignments/shop/suite"));
}

TEST_F(Package, IsACourseThatLoads) {
  write_student_package(home, {"shop"}, package);
  const Home theirs{package / "share/assay", package / "lib/assay"};
  const Assignment assignment = load_assignment(theirs, "shop");
  EXPECT_EQ(assignment.groups[0].tests, (std::vector<std::string>{"Health.Says", "Health.Is"}));
  const Rubric whole = load_rubric(home, load_assignment(home, "shop")), got = load_rubric(theirs, assignment);
  ASSERT_EQ(got.criteria.size(), 3u);
  EXPECT_EQ(got.hidden, 1);
  EXPECT_EQ(got.criteria[0].hidden, 1);
  EXPECT_EQ(got.criteria[0].hint.uk, "a\"\\");
  EXPECT_EQ(got.criteria[0].points, Points{450});
  EXPECT_EQ(got.criteria[1].tests, std::vector<std::string>{});
  EXPECT_EQ(got.criteria[1].hidden, 1);
  EXPECT_EQ(got.criteria[1].rule, Rule::all);
  EXPECT_EQ(got.criteria[1].needs, whole.criteria[1].needs);
  EXPECT_EQ(got.criteria[2].cap, 4);
  EXPECT_EQ(got.criteria[2].per_unit, Points{50});
  EXPECT_EQ(got.pass.points, whole.pass.points);
  EXPECT_EQ(load_certificate(assignment)->programs.at(0).failed_tests, std::vector<std::string>{"Health.Says"});
  EXPECT_EQ(load_certificate(assignment)->programs.size(), 1u);
  EXPECT_EQ(load_mutants(assignment, got).at(0).misconception.en, "It is quiet");
}

TEST_F(Package, IsWhatACheckSeesOfTheWholeCourse) {
  const Assignment whole = load_assignment(home, "shop"), seen = public_assignment(whole);
  EXPECT_TRUE(has_hidden(whole));
  EXPECT_FALSE(has_hidden(seen));
  EXPECT_EQ(seen.groups[0].tests, (std::vector<std::string>{"Health.Says", "Health.Is"}));
  EXPECT_FALSE(seen.texts.contains(cat("Health.", canary)));
  const Rubric counted = public_rubric(load_rubric(home, whole), whole);
  write_student_package(home, {"shop"}, package);
  const Home theirs{package / "share/assay", package / "lib/assay"};
  const Assignment assignment = load_assignment(theirs, "shop");
  const Rubric got = load_rubric(theirs, assignment);
  EXPECT_EQ(counted.hidden, got.hidden);
  ASSERT_EQ(counted.criteria.size(), got.criteria.size());
  for (std::size_t i = 0; i < got.criteria.size(); ++i) {
    EXPECT_EQ(counted.criteria[i].tests, got.criteria[i].tests);
    EXPECT_EQ(counted.criteria[i].hidden, got.criteria[i].hidden);
  }
  EXPECT_FALSE(has_hidden(assignment));
  EXPECT_EQ(public_rubric(got, assignment).hidden, 1);
}

TEST_F(Package, SaysNothingOfAProofThatNoLongerHolds) {
  file("assignments/shop/README.en.md", "changed since\n");
  write_student_package(home, {"shop"}, package);
  EXPECT_FALSE(fs::exists(package / "share/assay/assignments/shop/certificate.json"));
  EXPECT_FALSE(fs::exists(package / "share/assay/assignments/shop/mutants"));
}

TEST_F(Package, IsNotMadeWhenAPublicFileNamesAHiddenTest) {
  file("templates/starter/shop/README.md", cat("see Health.", canary));
  EXPECT_NE(complaint().find("of a hidden test: the package is not to be given away"), std::string::npos) << complaint();
}

TEST_F(Package, IsNotMadeWithTheProgramOfAllTests) {
  fs::remove(home.suite("shop-public"));
  EXPECT_NE(complaint().find("shop-public: the program of the tests is not there"), std::string::npos);
}

TEST_F(Package, NeedsTheTextsOfHiddenTestsApart) {
  file("assignments/shop/feedback.toml", text_of(cat("Health.", canary), "Open"));
  file("assignments/shop/feedback.hidden.toml", "");
  EXPECT_NE(complaint().find("feedback.toml: 'Health.CanaryOfTheHiddenSuite' is a hidden test"), std::string::npos) << complaint();
}

TEST_F(Package, NeedsAPublicTestInEachGroup) {
  lists(home.suite("shop"), "Health.\n  Says\n  Is\nOther.\n  Hidden\n");
  file("assignments/shop/feedback.hidden.toml", "");
  file("assignments/shop/assignment.toml", "id = 'shop'\ntitle = { uk = 'К', ru = 'М', en = 'S' }\n[[group]]\nname = 'Health'\n[[group]]\nname = 'Other'\n");
  EXPECT_NE(complaint().find("group 'Other' has hidden tests alone"), std::string::npos) << complaint();
}

TEST_F(Package, HiddenTestsAreKnownByTheirProgramWithoutAnyText) {
  file("assignments/shop/feedback.hidden.toml", "");
  EXPECT_TRUE(load_assignment(home, "shop").texts.at(cat("Health.", canary)).hidden);
  EXPECT_FALSE(load_assignment(home, "shop").texts.at("Health.Says").hidden);
}

TEST_F(Package, OnlyAProjectionMayCountHiddenTests) {
  file("rubrics/shop.toml", replaced(rubric, "tests = [\"Health.*\"]", "hidden = 2\ntests = [\"Health.*\"]"));
  EXPECT_NE(complaint().find("unknown key 'hidden'"), std::string::npos) << complaint();
}

}  // namespace
}  // namespace assay
