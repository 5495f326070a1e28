#include "load/course_test.hpp"

#include "load/suite_list.hpp"

namespace assay {
namespace {

TEST_F(Course, ReadsAnAssignment) {
  assignment("\xEF\xBB\xBF" + head + R"(time_zone = "Europe/Moscow"
required_files = ["app/main.py"]
[service.postgres]
user = "u"
password = "p"
database = "d"
port = 5432
variable = "DATABASE_URL"
url = "postgresql://u:p@{host}:{port}/d"
[role.api]
command = ["uvicorn", "--port", "{port}"]
default_port = 8000
environment = { A = "b" }
[role.own_tests]
ready = "exit"
command = ["pytest"]
[role.migrate]
ready = "exit"
start_seconds = 60
command = [{ argv = ["alembic"], if_exists = "alembic.ini" }, { argv = ["other"] }]
[limits]
test_seconds = 5
memory_mib = 64
[checks]
static = ["app"]
own_test_names = ["test_create"]
)" + groups);
  const Assignment got = load_assignment(home, "shop");
  EXPECT_EQ(got.title.uk, "Крамниця");
  EXPECT_EQ(got.services.at(0).kind, ServiceKind::postgres);
  EXPECT_EQ(got.services.at(0).port, 5432);
  EXPECT_EQ(got.roles.at("api").commands.at(0).argv.at(2), "{port}");
  EXPECT_EQ(got.roles.at("api").environment.at("A"), "b");
  EXPECT_EQ(got.roles.at("migrate").commands.at(1).if_exists, "");
  EXPECT_EQ(got.roles.at("migrate").start_limit, std::chrono::seconds(60));
  EXPECT_EQ(got.limits.test, std::chrono::seconds(5));
  EXPECT_EQ(got.limits.memory_bytes, 64u << 20);
  ASSERT_EQ(got.groups.size(), 5u);
  EXPECT_EQ(got.groups[0].name, "Prepare");
  EXPECT_EQ(got.groups[1].tests, (std::vector<std::string>{"Health.Says", "Health.Recovers"}));
  EXPECT_TRUE(got.groups[1].waits);
  EXPECT_EQ(got.groups[2].start, Start::empty);
  EXPECT_EQ(got.groups[4].evidence, Evidence::checks);
  EXPECT_EQ(got.suite_digest.size(), 64u);
  EXPECT_EQ(missing_texts(got).size(), 6u);
}

TEST_F(Course, LeavesOutChecksThatNobodyAskedFor) {
  assignment(head + groups);
  EXPECT_EQ(load_assignment(home, "shop").groups.size(), 2u);
  assignment(head + "[checks]\n" + groups);
  EXPECT_EQ(load_assignment(home, "shop").groups.size(), 3u) << "Prepare alone";
}

TEST_F(Course, ReadsHowAProgramHasToBeWritten) {
  lists(home.checks(), "Static.\n  UnusedImports\n  ClassesAreDocumented\n  NamesAreExported\n  FilesAreThere\n");
  assignment(head + "[checks]\nstatic = ['app']\n" + groups);
  EXPECT_EQ(load_assignment(home, "shop").groups[2].tests, std::vector<std::string>{"Static.UnusedImports"});
  assignment(head + "[checks]\nstatic = ['app']\n[checks.style]\nannotated = true\nexported = { 'app.models' = ['User'] }\n"
                    "mentions = { 'docs/a.md' = 'PORT' }\n" + groups);
  const Assignment got = load_assignment(home, "shop");
  EXPECT_EQ(got.groups[2].tests, (std::vector<std::string>{"Static.UnusedImports", "Static.NamesAreExported", "Static.FilesAreThere"}));
  EXPECT_TRUE(got.style.annotated);
  EXPECT_FALSE(got.style.two_sided);
  EXPECT_EQ(got.style.exported.at("app.models"), std::vector<std::string>{"User"});
  EXPECT_EQ(got.style.mentions.at("docs/a.md"), "PORT");
  assignment(head + "[checks.style]\nfiles = ['../x']\n" + groups);
  EXPECT_NE(complaint().find("files: expected a path inside the submission, got '../x'"), std::string::npos) << complaint();
  assignment(head + "[checks.style]\nannoted = true\n" + groups);
  EXPECT_NE(complaint().find("unknown key 'annoted' (closest: annotated)"), std::string::npos) << complaint();
}

TEST_F(Course, NamesTheKnownAssignments) {
  assignment(head + groups);
  EXPECT_EQ(complaint_of([&] { load_assignment(home, "shopp"); }),
            "assignment 'shopp': is not one of the course (known: shop)");
  EXPECT_EQ(complaint_of([&] { load_assignment(home, "../shop"); }),
            "assignment '../shop': is not one of the course (known: shop)");
  EXPECT_EQ(assignment_ids(home), std::vector<std::string>{"shop"});
}

TEST_F(Course, ReadsWhichAlterationsOwnTestsHaveToNotice) {
  lists(home.checks(), "OwnTests.\n  Exist\n  Pass\n  Steady\n  NoticeDelete\n  NoticeUpdate\n");
  const auto with = [&](const std::string& rules) {
    assignment(head + "[role.own_tests]\nready = 'exit'\ncommand = ['pytest']\n[checks]\naltered = ['app']\n" + rules + groups);
  };
  with("");
  EXPECT_EQ(load_assignment(home, "shop").groups[2].tests, (std::vector<std::string>{"OwnTests.Exist", "OwnTests.Pass"}));
  with("[[checks.alteration]]\nkind = 'update'\nfield = 'price'\nseen_by = ['Model.Id']\n");
  const Assignment got = load_assignment(home, "shop");
  ASSERT_EQ(got.alterations.size(), 1u);
  EXPECT_EQ(got.alterations[0].field, "price");
  EXPECT_EQ(got.altered_paths, std::vector<std::string>{"app"});
  EXPECT_EQ(got.groups[2].tests,
            (std::vector<std::string>{"OwnTests.Exist", "OwnTests.Pass", "OwnTests.Steady", "OwnTests.NoticeUpdate"}));
  const auto says = [&](const std::string& rule, const std::string& expected) {
    with("[[checks.alteration]]\n" + rule);
    EXPECT_NE(complaint().find(expected), std::string::npos) << complaint();
  };
  says("kind = 'explode'\nseen_by = ['Model.Id']\n", "unknown kind 'explode'");
  says("kind = 'update'\nseen_by = ['Model.Id']\n", "lacks 'field'");
  says("kind = 'delete'\nfield = 'price'\nseen_by = ['Model.Id']\n", "unknown key 'field'");
  says("kind = 'delete'\n", "lacks 'seen_by'");
  says("kind = 'delete'\nseen_by = ['Model.Ix']\n", "'Model.Ix' is no test of the suite (closest: Model.Id)");
}

struct Wrong {
  const char* text;
  const char* complaint;
};

TEST_F(Course, ComplainsWithLineAndColumn) {
  const Wrong wrongs[] = {
      {"id = \"shop\n", "assignment.toml:1:11: not TOML: "},
      {"id = 'shop'\n", "assignment.toml:1:1: lacks 'title', expected a table"},
      {"id = 'other'\n", "assignment.toml:1:6: id: expected 'shop' as its directory, got 'other'"},
      {"id = 5\n", "assignment.toml:1:6: id: expected text in quotes, got a whole number"},
      {"id = 'shop'\ntitle = { uk = 'a', ru = 'b' }\n", "assignment.toml:2:9: lacks 'en', expected text in quotes"},
      {"id = 'shop'\ntitle = { uk = 'a', ru = 'b', en = ' ' }\n", "assignment.toml:2:36: en: expected text, got an empty one"},
      {"id = 'shop'\ntitle = { uk = 'a', ru = 'b', en = 'c', de = 'd' }\n", "assignment.toml:2:41: unknown key 'de'"},
  };
  for (const Wrong& wrong : wrongs) {
    assignment(wrong.text + groups);
    EXPECT_TRUE(complaint().starts_with(cat("assignments/shop/", wrong.complaint))) << complaint();
  }
}

TEST_F(Course, ComplainsAboutTheContentsOfAnAssignment) {
  const Wrong wrongs[] = {
      {"time_zone = 'Mars/Base'\n", "3:13: unknown time zone 'Mars/Base'"},
      {"time_zone = '../../../etc/passwd'\n", "3:13: unknown time zone '../../../etc/passwd'"},
      {"required_files = ['../x']\n", "3:18: required_files: expected a path inside the submission, got '../x'"},
      {"protected_files = ['app/x.py']\n", "3:19: protected_files: 'app/x.py' is neither in the starter nor in templates/common"},
      {"requird_files = ['x']\n", "3:1: unknown key 'requird_files' (closest: required_files)"},
      {"[service.postgre]\nport = 1\n", "3:1: unknown service 'postgre' (known: postgres, redis, mongo, rabbit)"},
      {"[service.redis]\nport = 70000\n", "4:8: port: expected a number from 1 to 65535, got 70000"},
      {"[service.redis]\nport = 1\nvariable = 'R'\nurl = 'redis://{host}'\n",
       "6:7: url: expected {port} in it, got 'redis://{host}'"},
      {"[service.redis]\nport = 1\nvariable = 'R'\nurl = '{host}{port}'\npasword = 'x'\n",
       "7:1: unknown key 'pasword' (closest: password)"},
      {"[role.api]\ncommand = []\n", "4:11: command: expected at least one, got none"},
      {"[role.api]\ncommand = ['a', 5]\n", "4:17: command: expected text in quotes, got a whole number"},
      {"[role.api]\ncommand = ['a']\n", "3:1: lacks 'default_port', expected a whole number"},
      {"[role.api]\ncommand = ['a']\nready = 'soon'\n", "5:9: unknown ready 'soon' (known: port, exit, consuming)"},
      {"[role.api]\ncommand = [{ argv = ['a'], if_exist = 'b' }]\n", "4:28: unknown key 'if_exist' (closest: if_exists)"},
      {"[limits]\ntest_seconds = 0\n", "4:16: test_seconds: expected a number from 1 to 3600, got 0"},
      {"[limits]\nmemory = 5\n", "4:1: unknown key 'memory'"},
      {"[checks]\nstatic = ['/etc']\n", "4:10: static: expected a path inside the submission, got '/etc'"},
      {"[[group]]\nname = 'Helth'\n", "4:8: group 'Helth': "},
      {"[[group]]\nname = 'Model'\nroles = ['api']\n", "5:9: roles: 'api' is no role of this assignment"},
  };
  for (const Wrong& wrong : wrongs) {
    assignment(head + wrong.text + groups);
    EXPECT_TRUE(complaint().starts_with(cat("assignments/shop/assignment.toml:", wrong.complaint))) << complaint();
  }
}

TEST_F(Course, MissesGroupsAndTests) {
  assignment(head + "[[group]]\nname = 'Health'\n");
  EXPECT_TRUE(complaint().ends_with(": test 'Model.Id' belongs to no group")) << complaint();
  assignment(head + groups + "[[group]]\nname = 'Modle'\n");
  EXPECT_TRUE(complaint().ends_with("has no test of it (closest: Model)")) << complaint();
  assignment(head + groups);
  lists(home.suite("shop"), "");
  EXPECT_NE(complaint().find("has no test of it"), std::string::npos) << complaint();
  write_file(home.suite("shop"), "#!/bin/sh\nexit 3\n");
  ::chmod(home.suite("shop").c_str(), 0755);
  EXPECT_TRUE(complaint().ends_with("does not list its tests: exited with status 3")) << complaint();
  fs::remove(home.suite("shop"));
  EXPECT_TRUE(complaint().ends_with("the program of the tests is not there")) << complaint();
}

TEST_F(Course, ReadsTextsOfTestsAndMissesNone) {
  assignment(head + groups);
  const auto text = [](const std::string& test) {
    return cat("[test.\"", test, "\"]\ntitle = { uk = 'a', ru = 'b', en = 'c' }\nhint = { uk = 'd', ru = 'e', en = 'f' }\n");
  };
  const fs::path feedback = home.root / "assignments/shop/feedback.toml", hidden = home.root / "assignments/shop/feedback.hidden.toml";
  write_file(feedback, text("Health.Says") + text("Health.Recovers"));
  EXPECT_EQ(missing_texts(load_assignment(home, "shop")), std::vector<std::string>{"Model.Id"});
  write_file(hidden, text("Model.Id"));
  const Assignment full = load_assignment(home, "shop");
  EXPECT_TRUE(missing_texts(full).empty());
  EXPECT_TRUE(full.texts.at("Model.Id").hidden);
  EXPECT_FALSE(full.texts.at("Health.Says").hidden);
  EXPECT_EQ(full.texts.at("Health.Says").hint.en, "f");
  write_file(hidden, text("Model.Idd"));
  EXPECT_EQ(complaint(), "assignments/shop/feedback.hidden.toml:1:1: text for 'Model.Idd', which is no test (closest: Model.Id)");
  write_file(hidden, text("Health.Says"));
  EXPECT_EQ(complaint(), "assignments/shop/feedback.hidden.toml:1:1: 'Health.Says' has its text in feedback.toml too");
}

TEST_F(Course, ReadsWhichSentencesATestChecks) {
  assignment(head + groups);
  const fs::path feedback = home.root / "assignments/shop/feedback.toml";
  const auto text = [](const std::string& test, const std::string& contract) {
    return cat("[test.\"", test, "\"]\ntitle = { uk = 'a', ru = 'b', en = 'c' }\nhint = { uk = 'd', ru = 'e', en = 'f' }\n", contract, "\n");
  };
  write_file(feedback, text("Health.Says", "contract = 'health'") + text("Health.Recovers", "contract = ['health', 'recovery']") + text("Model.Id", ""));
  const Assignment got = load_assignment(home, "shop");
  EXPECT_EQ(got.texts.at("Health.Says").contract, std::vector<std::string>{"health"});
  EXPECT_EQ(got.texts.at("Health.Recovers").contract, (std::vector<std::string>{"health", "recovery"}));
  EXPECT_TRUE(got.texts.at("Model.Id").contract.empty());
  write_file(feedback, text("Health.Says", "contract = []"));
  EXPECT_EQ(complaint(), "assignments/shop/feedback.toml:4:12: contract: expected at least one, got none");
  write_file(feedback, text("Health.Says", "contract = 7"));
  EXPECT_EQ(complaint(), "assignments/shop/feedback.toml:4:12: contract: expected a list, got a whole number");
}

TEST_F(Course, DigestOfTheSuiteFollowsItsSources) {
  assignment(head + groups);
  fs::create_directories(home.root / "assignments/shop/suite");
  const std::string before = load_assignment(home, "shop").suite_digest;
  write_file(home.root / "assignments/shop/suite/a_test.cpp", "x");
  const std::string after = load_assignment(home, "shop").suite_digest;
  EXPECT_NE(before, after);
  write_file(home.root / "assignments/shop/README.md", "x");
  EXPECT_EQ(load_assignment(home, "shop").suite_digest, after);
  fs::create_directories(home.root / "harness/tap");
  write_file(home.root / "harness/tap/relay_test.cpp", "x");
  EXPECT_EQ(load_assignment(home, "shop").suite_digest, after) << "a unit test of the harness decides nothing";
  write_file(home.root / "harness/tap/relay.cpp", "x");
  EXPECT_NE(load_assignment(home, "shop").suite_digest, after);
}

class Terms : public testing::Test {
 protected:
  Circumstances read(const std::string& text) {
    write_file(place.path() / "c.toml", text);
    return load_circumstances(place.path() / "c.toml");
  }
  std::string complaint(const std::string& text) {
    return replaced(complaint_of([&] { read(text); }), shown_path(place.path()) + "/", "");
  }
  TemporaryDirectory place{fs::temp_directory_path(), "assay-load-test-"};
};

TEST_F(Terms, HoldDeadlinesPushTimesAndMarks) {
  const Circumstances got = read(R"(deadline = 2026-11-22T23:59:00+03:00
[submission.ada]
deadline = 2026-11-25T23:59:00+03:00
pushed = 2026-11-22T21:00:00Z
[submission.ada.marks]
bonus-helping = { points = 3, comment = "explained joins" }
crud-read = { points = 0 }
[submission."Лев"]
)");
  EXPECT_EQ(got.deadline, 1'795'381'140);
  EXPECT_EQ(got.deadline_text, "2026-11-22T23:59:00+03:00");
  EXPECT_EQ(got.students.at("ada").deadline, 1'795'381'140 + 3 * 86'400);
  EXPECT_EQ(got.students.at("ada").pushed, 1'795'381'200);
  EXPECT_EQ(got.students.at("ada").marks.at("bonus-helping").points, Points::of(3));
  EXPECT_EQ(got.students.at("ada").marks.at("bonus-helping").comment, "explained joins");
  EXPECT_EQ(got.students.at("ada").marks.at("crud-read").points, Points{});
  EXPECT_TRUE(got.students.count("Лев"));
  EXPECT_FALSE(read("").deadline.has_value());
}

TEST_F(Terms, NeedAnOffsetAndKnownWords) {
  EXPECT_EQ(complaint("deadline = 2026-11-22T23:59:00\n"),
            "c.toml:1:12: deadline: expected a date and time with offset, got a date or time without offset");
  EXPECT_EQ(complaint("deadline = 2026-11-22\n"),
            "c.toml:1:12: deadline: expected a date and time with offset, got a date or time without offset");
  EXPECT_EQ(complaint("deadline = '2026-11-22'\n"),
            "c.toml:1:12: deadline: expected a date and time with offset, got text in quotes");
  EXPECT_EQ(complaint("deadlin = 2026-11-22T23:59:00Z\n"), "c.toml:1:1: unknown key 'deadlin' (closest: deadline)");
  EXPECT_EQ(complaint("[submission.ada]\nmarks = { a = { points = -1 } }\n"),
            "c.toml:2:26: points: expected points from 0 to 10000, got -1");
  EXPECT_EQ(complaint("[submission.ada]\nmarks = { a = 3 }\n"), "c.toml:2:15: a: expected a table, got a whole number");
  EXPECT_EQ(complaint("submission = 5\n"), "c.toml:1:14: submission: expected a table, got a whole number");
}

TEST(SuiteList, ReadsWhatGoogleTestPrints) {
  EXPECT_EQ(parse_test_list("Running main() from gtest_main.cc\nA.\n  One\n  Two\nB/0.  # TypeParam = int\n  Three/1  # GetParam() = 7\n"),
            (std::vector<std::string>{"A.One", "A.Two", "B/0.Three/1"}));
  EXPECT_TRUE(parse_test_list("  Lost\n").empty());
  EXPECT_TRUE(parse_test_list("").empty());
}

TEST(TomlFile, RefusesWhatIsTooLargeOrNoText) {
  const TemporaryDirectory place(fs::temp_directory_path(), "assay-load-test-");
  const fs::path path = place.path() / "a.toml";
  write_file(path, cat("a = '", std::string(1 << 20, 'x'), "'"));
  EXPECT_EQ(complaint_of([&] { TomlFile(path, "a.toml"); }), "a.toml: too large: expected at most 1048576 bytes");
  write_file(path, "a = '\xFF'");
  EXPECT_TRUE(complaint_of([&] { TomlFile(path, "a.toml"); }).starts_with("a.toml:1:"));
  write_file(path, cat("a = ", std::string(100'000, '[')));
  EXPECT_TRUE(complaint_of([&] { TomlFile(path, "a.toml"); }).starts_with("a.toml:1:"));
  write_file(path, std::string("a = 1\0", 6));
  EXPECT_TRUE(complaint_of([&] { TomlFile(path, "a.toml"); }).starts_with("a.toml:1:"));
}

TEST(TomlFile, RefusesKeysThatAreJoinedWithoutEnd) {
  const TemporaryDirectory place(fs::temp_directory_path(), "assay-load-test-");
  const fs::path path = place.path() / "a.toml";
  const auto repeated = [](const char* part, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += part;
    return text;
  };
  const auto complaint = [&](const std::string& text) {
    write_file(path, text);
    return complaint_of([&] { TomlFile(path, "a.toml"); });
  };
  const std::string refusal = "a.toml:2:1: not TOML that can be read: more than 32 keys joined by dots";
  EXPECT_EQ(complaint(cat("\n[a", repeated(".a", 500'000), "]")), refusal);
  EXPECT_EQ(complaint(cat("\na", repeated(" .\t'b.\"'", 33), " = 1")), refusal);
  EXPECT_EQ(complaint(cat("\na", repeated(".\"\\\"]\"", 33), " = 1")), refusal);
  EXPECT_EQ(complaint(cat("\na", repeated(".b", 32), " = 1")), "no complaint");
  EXPECT_EQ(complaint(cat("a = '", repeated("...", 100), repeated("Ні, так. ", 100), "'")), "no complaint");
  EXPECT_EQ(complaint(cat("a = [", repeated("'Group.Test', ", 100), "]")), "no complaint");
}

TEST(Home, HoldsAssignmentsAndRubricsThatLoad) {
  const Home home{ASSAY_SOURCE_ROOT, ASSAY_PARTS};
  ASSERT_FALSE(assignment_ids(home).empty());
  for (const std::string& id : assignment_ids(home)) {
    if (!fs::exists(home.suite(id)) || !fs::exists(home.checks())) GTEST_SKIP() << "the suites are not built";
    const Assignment assignment = load_assignment(home, id);
    const Rubric rubric = load_rubric(home, assignment);
    EXPECT_GT(rubric.criteria.size(), 0u);
    load_mutants(assignment, rubric);
  }
}

TEST(Home, IsTheSourceTreeWhenNothingIsInstalled) {
  EXPECT_EQ(find_home(ASSAY_SOURCE_ROOT).root, fs::path(ASSAY_SOURCE_ROOT));
  EXPECT_EQ(find_home(ASSAY_SOURCE_ROOT).parts, fs::path(ASSAY_PARTS));
  ::setenv("ASSAY_HOME", "/nowhere", 1);
  EXPECT_EQ(complaint_of([] { find_home(); }), "ASSAY_HOME=/nowhere: holds no directory 'assignments'");
  ::unsetenv("ASSAY_HOME");
}

}  // namespace
}  // namespace assay
