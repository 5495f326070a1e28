// Whole runs of `assay grade` and of what looks at records.
#include "whole_runs_test.hpp"

#include <unistd.h>

#include <csignal>
#include <regex>
#include <thread>

#include "base/json.hpp"
#include "store/store.hpp"

namespace assay {
namespace {

class Runs : public WholeRuns {
 protected:
  std::string canonical_of(const fs::path& record) const { return assay({"record", "canon", record.string()}).out; }
};

/// Those that look at what is left on the machine, or load it themselves.
class RunsAlone : public Runs {};

/// It finds its database at the lesson's own address, in a network of its own.
TEST_F(RunsAlone, ACopyOfTheReferenceWithTheAddressWrittenIntoItEarnsEverything) {
  const fs::path copy = place_.path() / "hard-coded";
  fs::copy(reference, copy, fs::copy_options::recursive);
  edit(copy / "app/database.py", "os.getenv(\n    \"DATABASE_URL\", ", "(\n    ");
  edit(copy / "app/database.py", "import os\n", "");
  const Completed done = assay({"grade", "products-api", copy.string(), "--require", "full", "--records", "r"});
  EXPECT_EQ(status(done), 0) << done.out << done.err;
  EXPECT_EQ(leftovers(), 0u);
}

TEST_F(Runs, RecordsSayWhatTheCellKeepsSubmissionsFrom) {
  ASSERT_EQ(status(assay({"grade", "products-api", reference.string(), "--only", "Health.SaysConnected", "--records", "r", "--level", "strict"})), 0);
  const RunRecord record = load_record(place_.path() / "r/python.json");
  EXPECT_EQ(record.cell.level, Level::strict);
  for (const char* name : protection_names) {
    ASSERT_TRUE(record.cell.protections.contains(name)) << name;
    EXPECT_FALSE(record.cell.protections.at(name).probe.empty()) << name;
  }
  for (const char* name : {"files", "harness", "network", "privileges", "kernel"}) EXPECT_TRUE(record.cell.enforces(name)) << name;
}

TEST_F(Runs, StrictRefusesCellsThatDoNotKeepSubmissionsApart) {
  const Completed done = assay({"grade", "products-api", reference.string(), "--level", "strict"}, {{"ASSAY_CELL_TIER", "D"}});
  EXPECT_EQ(status(done), 3);
  EXPECT_NE(done.err.find("assay: level strict: tier D does not keep submissions apart"), std::string::npos) << done.err;
  EXPECT_NE(done.err.find("  hint: "), std::string::npos) << done.err;
}

TEST_F(Runs, DoctorSaysWhatIsOpenAndWhatToDo) {
  const Completed done = assay({"doctor", "--json"}, {{"ASSAY_CELL_TIER", "C"}});
  const Json lines = Json::parse(done.out);
  const auto line = [&](const std::string& what) {
    for (const Json& one : lines)
      if (one.at("what") == what) return one;
    return Json();
  };
  EXPECT_NE(line("isolation: network").at("state").get<std::string>().find("POSSIBLE: "), std::string::npos) << done.out;
  EXPECT_FALSE(line("isolation: network").at("remedy").get<std::string>().empty());
  EXPECT_TRUE(line("isolation: privileges").at("remedy").get<std::string>().empty());
}

TEST_F(RunsAlone, EqualSeedsGiveEqualRecordsAloneAndInCompany) {
  const fs::path copy = place_.path() / "python";
  fs::copy(reference, copy, fs::copy_options::recursive);
  // Without altered copies: `verify --repeat` grades those again and again.
  std::vector<std::string> groups;
  for (const char* group : {"Health.*", "Model.*", "Products.*", "Errors.*", "Lists.*", "Safety.*", "Migration.*", "Extras.*", "Static.*"})
    groups.insert(groups.end(), {"--only", group});
  std::vector<std::string> first{"grade", "products-api", copy.string(), "--seed", "4711", "--records", "alone", "-j", "1"};
  first.insert(first.end(), groups.begin(), groups.end());
  ASSERT_EQ(status(assay(first)), 0);
  std::vector<std::string> words{"grade", "products-api", copy.string(), "--seed", "4711", "--records", "beside"};
  for (int i = 0; i < 7; ++i) {
    const fs::path other = place_.path() / cat("other", i);
    fs::copy(source_root / (i < 2 ? "templates/starter/products-api" : "harness/scenarios/null-empty-object/submission"), other,
             fs::copy_options::recursive);
    words.push_back(other.string());
  }
  words.insert(words.end(), groups.begin(), groups.end());
  ASSERT_EQ(status(assay(words)), 0);
  const std::string alone = canonical_of("alone/python.json");
  EXPECT_GT(alone.size(), 10'000u);
  EXPECT_EQ(alone, canonical_of("beside/python.json"));
}

TEST_F(Runs, AMarkIsKeptBesideTheRecordAndEveryLaterScoreHasIt) {
  ASSERT_EQ(status(assay({"grade", "products-api", reference.string(), "--only", "Static.*", "--records", "assay-records/products-api"})), 0);
  const fs::path records = place_.path() / "assay-records/products-api", marks = records / "marks.toml";
  write_file(marks, "# mine\n");
  EXPECT_NE(assay({"mark", records.string()}).out.find("bonus-helping  awaits review, 0 to 3"), std::string::npos);
  EXPECT_EQ(status(assay({"mark", "python", "bonus-helping", "2.5", "--comment", "explained \"joins\""})), 0);
  EXPECT_EQ(read_file(marks).substr(0, 7), "# mine\n");

  const Json report = Json::parse(assay({"report", (records / "python.json").string(), "--format", "json"}).out);
  for (const Json& criterion : report.at("score").at("criteria"))
    if (criterion.at("id") == "bonus-helping") {
      EXPECT_EQ(criterion.at("earned"), "2.5");
      EXPECT_EQ(criterion.at("comment"), "explained \"joins\"");
    }
  EXPECT_NE(assay({"rescore", (records / "python.json").string()}).out.find("explained"), std::string::npos);

  for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
           {"python", "bonus-helping", "3.5"}, {"python", "bonus-helping", "1.234"}, {"python", "model", "1"}, {"python", "bonus-helpin", "1"}, {"nobody", "bonus-helping", "1"}}) {
    std::vector<std::string> words{"mark"};
    words.insert(words.end(), wrong.begin(), wrong.end());
    EXPECT_EQ(status(assay(words)), 2) << join(wrong, " ");
  }
  EXPECT_EQ(status(assay({"mark", "python", "model", "1", "--overrule"})), 0);
  EXPECT_NE(assay({"mark", "python"}).out.find("model  1 of 3"), std::string::npos);
  EXPECT_EQ(status(assay({"mark", "python", "bonus-helping", "--remove"})), 0);
  EXPECT_NE(assay({"mark", "python"}).out.find("awaits review"), std::string::npos);
}

TEST_F(Runs, RescoringGivesTheFirstScore) {
  const Completed graded = assay({"grade", "products-api", reference.string(), "--only", "Products.*", "--records", "r", "--json"});
  ASSERT_EQ(status(graded), 0) << graded.err;
  const Json first = Json::parse(graded.out);
  EXPECT_EQ(first, Json::parse(assay({"rescore", "r/python.json", "--json"}).out));
  EXPECT_EQ(first, Json::parse(assay({"report", "r/python.json", "--format", "json"}).out));
}

/// Kills, with SIGKILL, those of the run's processes whose command begins with `victim` as soon as a program of its submission is up; then
/// the run must end well, with every test of the group passed and the unit tried more than once.
void expect_retried_without_loss(Child& child, const fs::path& record_file, const std::string& victim) {
  const Deadline deadline = Deadline::in(60s);
  int killed = 0;
  while (killed == 0 && !deadline.passed() && !child.wait(Deadline::in(5ms))) {
    const std::map<pid_t, std::string> processes = descendants(child.pid());
    const bool up = std::any_of(processes.begin(), processes.end(), [](const auto& one) { return one.second.find("uvicorn app.main:app") != std::string::npos; });
    for (const auto& [pid, said] : processes)
      if (up && said.starts_with(victim)) killed += ::kill(pid, SIGKILL) == 0;
  }
  ASSERT_GT(killed, 0);
  const auto ended = child.wait(Deadline::in(100s));
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(WEXITSTATUS(*ended), 0);
  const Json record = Json::parse(read_file(record_file));
  for (const Json& outcome : record.at("outcomes"))
    if (outcome.at("group") == "Products") {
      EXPECT_EQ(outcome.at("verdict"), "passed") << outcome.at("test");
    }
  int attempts = 0;
  for (const Json& unit : record.at("units"))
    if (unit.at("group") == "Products") attempts = unit.at("attempts").get<int>();
  EXPECT_GT(attempts, 1) << "nothing was retried, so the kill hit nothing";
}

TEST_F(Runs, RetriesAfterAPostgresThatWasKilledAndTakesNoPoint) {
  Child child = spawn(command({"grade", "products-api", reference.string(), "--only", "Products.*", "--records", "r", "-j", "1"}));
  expect_retried_without_loss(child, place_.path() / "r/python.json", "/usr/lib/postgresql");
}

TEST_F(Runs, RetriesAfterASuiteThatWasKilledAndTakesNoPoint) {
  Child child = spawn(command({"grade", "products-api", reference.string(), "--only", "Products.*", "--records", "r", "-j", "1"}));
  // A suite runs as /proc/self/fd/N: see open_program.
  expect_retried_without_loss(child, place_.path() / "r/python.json", "/proc/self/fd/2");
}

/// What is left of Markdown when code, addresses and the words that people wrote in code spans are gone.
std::string prose_of(const std::string& markdown) {
  std::string prose;
  bool fenced = false;
  for (const std::string& line : split(markdown, '\n')) {
    if (trimmed(line).starts_with("```")) fenced = !fenced;
    else if (!fenced) prose += std::regex_replace(line, std::regex("<code>[^<]*</code>|`[^`]*`|<[^>]*>|&[a-z#0-9]+;"), " ") + "\n";
  }
  return prose;
}

TEST_F(Runs, ReportsInUkrainianHoldNoForeignWords) {
  ASSERT_EQ(status(assay({"grade", "products-api", (source_root / "templates/starter/products-api").string(),
                          (source_root / "harness/scenarios/exits-at-once/submission").string(), "--records", "r", "--lang", "uk"})), 0);
  for (const char* record : {"r/products-api.json", "r/submission.json"}) {
    const Completed done = assay({"report", record, "--format", "markdown", "--lang", "uk"});
    ASSERT_EQ(status(done), 0) << done.err;
    EXPECT_GT(done.out.size(), 3'000u);
    const std::string prose = prose_of(done.out);
    std::smatch word;
    EXPECT_FALSE(std::regex_search(prose, word, std::regex("[A-Za-z]{2,}[^\n]*"))) << record << ": " << word.str();
  }
}

TEST_F(RunsAlone, EndsCleanlyWhenInterrupted) {
  Child child = spawn(command({"grade", "products-api", reference.string(), "--records", "r"}));
  const Deadline deadline = Deadline::in(60s);
  while (new_directories() == 0 && !deadline.passed()) std::this_thread::sleep_for(5ms);
  ::kill(child.pid(), SIGINT);
  const auto ended = child.wait(Deadline::in(20s));
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(WEXITSTATUS(*ended), 130);
  EXPECT_EQ(leftovers(), 0u);
}

TEST_F(RunsAlone, NextRunCleansUpAfterAKilledHarness) {
  {
    Child child = spawn(command({"grade", "products-api", reference.string(), "--records", "r"}));
    const Deadline deadline = Deadline::in(60s);
    while (new_directories() == 0 && !deadline.passed()) std::this_thread::sleep_for(5ms);
    ::kill(child.pid(), SIGKILL);
    child.wait(Deadline::in(20s));
  }
  ASSERT_EQ(leftovers(), 1u);
  assay({"grade", "products-api", reference.string(), "--only", "Model.*", "--records", "r"});
  EXPECT_EQ(leftovers(), 0u);
}

/// The programs of the build, but a suite whose first `crashes` runs end before they have said anything.
fs::path with_crashing_suite(const fs::path& place, int crashes) {
  const fs::path made = place / "parts", suites = made / "suites";
  fs::create_directories(suites / "counted");
  fs::permissions(place, fs::perms(0755));
  fs::permissions(suites / "counted", fs::perms(0777));   // the suite runs as an ordinary user
  for (const char* program : {"assay", "assay-cell", "assay-probe", "assay-intake", "assay-checks"}) fs::copy_file(parts / program, made / program);
  fs::copy_file(parts / "suites/products-api", suites / "real");
  fs::copy_file(parts / "crashing_suite", suites / "products-api");
  write_file(suites / "crashes", cat(crashes));
  return made / "assay";
}

TEST_F(Runs, AsksTheReferenceWhenTheSuiteBreaksTwice) {
  const auto graded = [&](int crashes) {
    Spawn grade = command({"grade", "products-api", reference.string(), "--only", "Model.Id", "--records", cat("r", crashes)},
                          {{"ASSAY_HOME", source_root.string()}});
    fs::remove_all(place_.path() / "parts");
    grade.argv[0] = with_crashing_suite(place_.path(), crashes).string();
    const Completed done = run(grade, Deadline::in(300s));
    const Json record = Json::parse(read_file(place_.path() / cat("r", crashes) / "python.json"));
    for (const Json& outcome : record.at("outcomes"))
      if (outcome.at("test") == "Id") return std::pair(status(done), outcome);
    return std::pair(status(done), Json(done.err));
  };
  EXPECT_EQ(graded(1).second.at("verdict"), "passed") << "once is tried again";
  const auto [well, breaks_on_it] = graded(2);
  EXPECT_EQ(well, 3);
  EXPECT_EQ(breaks_on_it.at("verdict"), "harness_fault");
  EXPECT_EQ(breaks_on_it.at("cause").at("data").at("control"), "well") << breaks_on_it;
  const auto [broken, breaks_on_all] = graded(9);
  EXPECT_EQ(broken, 3);
  EXPECT_FALSE(breaks_on_all.at("cause").at("data").contains("control")) << breaks_on_all;
}

TEST_F(Runs, SaysWhatIsWrongWithARequest) {
  const auto expect_complaint = [&](std::vector<std::string> words, int wanted, const std::string& part) {
    const Completed done = assay(std::move(words));
    EXPECT_EQ(status(done), wanted) << done.err;
    EXPECT_NE(done.err.find("assay: "), std::string::npos) << done.err;
    EXPECT_NE(done.err.find(part), std::string::npos) << done.err;
    EXPECT_NE(done.err.find("  hint: "), std::string::npos) << done.err;
  };
  expect_complaint({"grade", "product-api", "."}, 2, "products-api");
  expect_complaint({"grade", "products-api", "nowhere"}, 2, "nowhere");
  expect_complaint({"grade", "products-api", reference.string(), "--require", "much"}, 2, "much");
  expect_complaint({"grade", "products-api", reference.string(), "--only", "Nothing.*"}, 2, "Nothing.*");
  expect_complaint({"check"}, 2, "assignment");
  expect_complaint({"fly"}, 2, "usage");
  fs::create_directory(place_.path() / "empty");
  expect_complaint({"grade", "products-api", "empty"}, 2, "empty");
}

TEST_F(Runs, SaysWhenPostgresIsMissing) {
  const Completed done = assay({"grade", "products-api", reference.string()}, {{"ASSAY_POSTGRES_BIN", "/nonexistent"}});
  EXPECT_EQ(status(done), 3);
  EXPECT_NE(done.err.find("postgres: not installed"), std::string::npos) << done.err;
}

TEST_F(Runs, SaysForEachAssignmentWhatIsMissing) {
  const std::map<std::string, std::string> nothing{{"ASSAY_POSTGRES_BIN", "/nonexistent"}};
  const Completed list = assay({"list"}, nothing);
  EXPECT_EQ(status(list), 0) << "there is nothing wrong with the list";
  EXPECT_NE(list.out.find("cannot be graded here: postgres: not installed\n  hint: "), std::string::npos) << list.out;
  const Completed doctor = assay({"doctor"}, nothing);
  EXPECT_EQ(status(doctor), 3);
  EXPECT_NE(doctor.out.find("LACKS products-api: postgres: not installed"), std::string::npos) << doctor.out;
  const Completed verify = assay({"verify", "products-api", "products-api"}, nothing);
  EXPECT_EQ(status(verify), 3);
  const auto first = verify.out.find("NOT PROVED postgres: not installed");
  EXPECT_NE(verify.out.find("NOT PROVED", first + 1), std::string::npos) << "others go on: " << verify.out;
}

TEST_F(Runs, NothingASubmissionPrintsReachesTheTerminalRaw) {
  const fs::path loud = submission("loud", {{"submission.toml", "[role.api]\ncommand = [\"python\", \"loud.py\"]\n"},
                                            {"loud.py", "print('\\x1b[2J\\x1b]0;owned\\x07::error::pwned')\nraise SystemExit(3)\n"}});
  const Completed done = assay({"grade", "products-api", loud.string(), "--only", "Health.*", "--records", "r"});
  EXPECT_EQ((done.out + done.err).find('\x1b'), std::string::npos);
  EXPECT_EQ(done.out.find("\n::error"), std::string::npos);
}

}  // namespace
}  // namespace assay
