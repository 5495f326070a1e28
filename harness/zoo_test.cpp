// The zoo: every directory harness/scenarios/NAME with an expect.toml is a program that misbehaves or attacks, graded by the
// built `assay` with real services. The verdict must be the expected one and come in time, nothing may be left behind, and no
// canary may be in any artefact. A scenario whose name begins with a number of docs/attacks.md (A20-…) is an attack; the table
// there is written by `zoo_tests --table`, and each run confirms its cell.
//
// NAME/submission is handed in as it is, with map.json beside it: where the ground's secrets and sockets are, so that an attacker
// need not guess. What an attack tries it says on its own standard output, one line an attempt:
//   attempt NAME refused WORD        or   attempt NAME POSSIBLE WORD…
// NAME/expect.toml:
//   what = "…"                     one line
//   only = ["Health.SaysConnected"]  tests to run, as for `assay grade --only`
//   maker = "make.py"              instead of submission/: `python3 make.py DIRECTORY` makes the submissions, graded together
//   refused = { "a.zip" = "…" }    submissions that are not taken at all, and words of the complaint
//   same_as = "NAME"               outcomes and points equal those of that scenario, graded with the same seed
//   twins = true                   handed in twice, graded side by side
//   beside = ["reference"]         scenarios, or the reference, that are graded at the same time
//   alone = true                   not beside other tests: it takes their memory, processes or disk
//   limit = { name = "memory", seconds = 3 }  the limit that is hit, and when at the latest; each verdict comes within 2 s of it
//   attempts = ["environ", …]      all that it tries; a program that did not come so far proves nothing
//   [[outcome]]                    every outcome of `only` is spoken of by one of them
//   tests = ["Health.*"]
//   verdict = "crashed"
//   cause = "limit"                kind of the cause; "none": none at all
//   data = '{"limit": "memory"}'   part of the cause's data
//   got = '{"term": "too_large"}'  what an unmet expectation got
//   tiers = "A"                    only there
//   [report]                       sentences of the student's report
//   en = ["…"]
//   uk = ["…"]
//   [tier.A]                       once for every tier in which it runs
//   state = "refused"              refused: every attempt failed. detected: it went its way, and the verdict says so, or the score is what
//                                  it would be without. POSSIBLE: what `possible` lists succeeds
//   possible = ["cmdline"]
//   note = "…"                     with POSSIBLE: why it is borne
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <iostream>
#include <set>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "store/store.hpp"
#include "zoo/ground_test.hpp"
#include "zoo/scenario_test.hpp"
#include "zoo/table_test.hpp"
#include "zoo/traces_test.hpp"

namespace assay::zoo {
namespace {

using namespace std::chrono_literals;

constexpr auto grace = 2s;          // from the hit of a limit to the verdict
constexpr auto longest_run = 100s;  // longer is a hang

struct Play {
  const Scenario* scenario;
  char tier;
  friend std::ostream& operator<<(std::ostream& out, const Play& play) { return out << play.scenario->name << " in tier " << play.tier; }
};

std::string tier_of(const Json& record) {
  if (record.contains("cell")) return record["cell"].value("tier", "");
  return record.value("cell_tier", "");
}

class Zoo : public testing::TestWithParam<Play> {
 protected:
  const Scenario& it() const { return *GetParam().scenario; }
  char tier() const { return GetParam().tier; }
  const ExpectedTier& expected() const { return it().tiers.at(tier()); }

  Completed grade(const Ground& ground, const std::vector<fs::path>& submissions) const {
    std::vector<std::string> words{"grade", "products-api"};
    for (const fs::path& submission : submissions) words.push_back(submission.string());
    for (const std::string& only : it().only) words.insert(words.end(), {"--only", only});
    for (const char* word : {"--records", "records", "--seed", "4711", "--lang", "en", "--markdown", "records/en.md", "--html",
                             "records/en.html"})
      words.push_back(word);
    return ground.assay(words, longest_run);
  }
  static Json record(const Ground& ground, const std::string& name) {
    return Json::parse(read_file(ground.records() / (name + ".json")));
  }

  void expect_outcomes(const Json& record) const;
  void expect_outcome(const Json& outcome, const ExpectedOutcome& wanted) const;
  void expect_in_time(const Json& outcome) const;
  void expect_attempts(const std::string& output, const Ground& ground) const;
  void expect_reports(const Ground& ground) const;
  void expect_refusals(const Completed& done) const;
  void expect_no_canary(const Ground& ground, const Completed& done) const;
  static void expect_plain(const Completed& done);
};

void Zoo::expect_outcome(const Json& outcome, const ExpectedOutcome& wanted) const {
  EXPECT_EQ(outcome.at("verdict").get<std::string>(), to_string(wanted.verdict));
  const Json cause = outcome.value("cause", Json());
  const std::string kind = cause.is_object() ? cause.value("kind", "") : "none";
  EXPECT_TRUE(wanted.cause.empty() || wanted.cause == kind) << "expected cause " << wanted.cause;
  EXPECT_TRUE(wanted.data.is_null() || (cause.is_object() && holds(cause.at("data"), wanted.data))) << cause << " lacks " << wanted.data;
  if (wanted.got.is_null()) return;
  bool got = false;
  for (const Json& expectation : outcome.at("expectations"))
    got = got || (!expectation.at("met").get<bool>() && holds(expectation.value("got", Json()), wanted.got));
  EXPECT_TRUE(got) << "no unmet expectation got " << wanted.got;
}

void Zoo::expect_in_time(const Json& outcome) const {
  if (it().limit_seconds == 0) return;
  const std::chrono::milliseconds took(outcome.at("volatile").at("ms").get<std::int64_t>());
  EXPECT_LE(took, std::chrono::seconds(it().limit_seconds) + grace) << "from the start of the test; the limit: " << it().limit;
}

/// Verdict, cause and what was got in place of what was expected, in one line.
std::string brief(const Json& outcome) {
  std::string text = outcome.at("verdict").get<std::string>();
  if (outcome.contains("cause")) text += cat(", ", to_text(outcome["cause"]));
  for (const Json& expectation : outcome.at("expectations"))
    if (!expectation.at("met").get<bool>()) text += cat(", got ", to_text(expectation.value("got", Json())));
  return cat(text, ", ", outcome.at("volatile").at("ms"), " ms");
}

void Zoo::expect_outcomes(const Json& record) const {
  EXPECT_TRUE(record.at("complete").get<bool>());
  for (const Json& unit : record.at("units")) EXPECT_EQ(unit.at("attempts"), 1) << "the harness blamed itself: " << unit.at("group");
  for (const Json& outcome : record.at("outcomes")) {
    const std::string test = cat(outcome.at("group").get<std::string>(), '.', outcome.at("test").get<std::string>());
    const std::string found = brief(outcome);
    SCOPED_TRACE(cat(test, ": ", found));
    if (!test.starts_with("Prepare.")) std::cout << "  " << test << ": " << found << '\n';
    EXPECT_NE(outcome.at("verdict"), "harness_fault");
    const auto wanted = std::find_if(it().outcomes.begin(), it().outcomes.end(),
                                     [&](const ExpectedOutcome& one) { return one.speaks_of(test, tier()); });
    if (wanted != it().outcomes.end()) expect_outcome(outcome, *wanted), expect_in_time(outcome);
    else EXPECT_TRUE(it().outcomes.empty() || test.starts_with("Prepare.")) << "expect.toml says nothing of it";
  }
}

/// All that is kept of what the submission wrote.
std::string output_of(const Json& record) {
  std::string text;
  for (const Json& unit : record.at("units"))
    for (const Json& output : unit.at("volatile").value("output", Json::object()))
      text += cat(output.at("head").get<std::string>(), output.at("tail").get<std::string>(), '\n');
  return text;
}

void Zoo::expect_attempts(const std::string& output, const Ground& ground) const {
  std::set<std::string> seen, possible;
  for (const std::string& line : split(output, '\n')) {
    const std::vector<std::string> words = split(line, ' ');
    if (words.size() < 3 || words[0] != "attempt") continue;
    seen.insert(words[1]);
    if (words[2] != "refused") possible.insert(words[1]);
    std::cout << "  " << clipped(line, 200) << '\n';
  }
  for (const std::string& name : ground.noticed()) possible.insert(name);
  for (const std::string& name : it().attempts) EXPECT_TRUE(seen.erase(name)) << name << " was not tried";
  for (const std::string& name : possible) seen.erase(name);
  EXPECT_EQ(seen, std::set<std::string>()) << "not in the list of attempts";
  EXPECT_EQ(possible, std::set<std::string>(expected().possible.begin(), expected().possible.end()));
}

/// Of a report in Markdown, what it says of the failures.
std::string failures_in(const std::string& report) {
  const std::size_t begin = std::min(report.find("\n### "), report.size());
  return clipped(report.substr(begin, report.find("\n## ", begin) - begin), 2000);
}

void Zoo::expect_reports(const Ground& ground) const {
  for (const auto& [language, sentences] : it().report) {
    const Completed done = ground.assay({"report", (ground.records() / (it().name + ".json")).string(), "--format", "markdown", "--lang",
                                         language, "-o", cat("records/", language, ".md")}, 30s);
    ASSERT_TRUE(done.ok()) << done.err;
    const std::string report = read_file(ground.records() / (language + ".md"));
    for (const std::string& sentence : sentences)
      EXPECT_NE(report.find(sentence), std::string::npos) << language << ": no " << sentence << " in\n" << failures_in(report);
  }
}

void Zoo::expect_refusals(const Completed& done) const {
  const std::vector<std::string> lines = split(done.err, '\n');
  for (const auto& [name, words] : it().refused) {
    const auto of_it = [&](const std::string& line) { return line.find(name) != std::string::npos && line.starts_with("assay: "); };
    const auto complaint = std::find_if(lines.begin(), lines.end(), of_it);
    if (complaint == lines.end()) ADD_FAILURE() << name << " was taken";
    else EXPECT_NE(complaint->find(words), std::string::npos) << *complaint;
  }
}

void Zoo::expect_no_canary(const Ground& ground, const Completed& done) const {
  EXPECT_EQ(ground.canary_in(done.out + done.err), "");
  for (const auto& entry : fs::recursive_directory_iterator(ground.records()))
    if (entry.is_regular_file()) {
      EXPECT_EQ(ground.canary_in(read_file(entry.path())), "") << entry.path().filename();
    }
}

/// Whatever a submission writes, it commands neither a terminal nor a workflow's log.
void Zoo::expect_plain(const Completed& done) {
  const std::string all = done.out + done.err;
  EXPECT_EQ(printable(all), all);
  for (const std::string& line : split(all, '\n'))
    EXPECT_FALSE(trimmed(line).starts_with("::") || line.find("##[") != std::string::npos) << line;
}

/// What a score is made of: neither the submission's name nor what its output was.
Json facts_of(const Json& record) {
  Json facts = canonical(record);
  Json outcomes = Json::array();
  for (Json outcome : facts.at("outcomes")) outcomes.push_back(outcome);
  return outcomes;
}

TEST_P(Zoo, Behaves) {
  if (!can_play(tier())) GTEST_SKIP() << "tier " << tier() << " needs root";
  const Ground ground(it(), tier());
  const Traces traces(ground.work_places(), Ground::groups());
  std::vector<fs::path> submissions = ground.submissions();
  if (!it().same_as.empty()) submissions.push_back(ground.also(it().same_as));
  for (const std::string& other : it().beside) submissions.push_back(ground.also(other));
  const Completed done = grade(ground, submissions);
  SCOPED_TRACE(cat("assay wrote: ", clipped(done.err, 1000)));
  ASSERT_FALSE(done.timed_out) << "it hangs";
  EXPECT_EQ(traces.left(), std::vector<std::string>());
  ASSERT_TRUE(WIFEXITED(done.status)) << describe_status(done.status);
  ASSERT_EQ(WEXITSTATUS(done.status), it().refused.empty() ? 0 : 2);
  expect_refusals(done);
  std::string output;
  for (const fs::path& submission : ground.submissions()) {
    const std::string name = submission.filename().string();
    if (it().refused.contains(name)) continue;
    SCOPED_TRACE(name);
    const Json got = record(ground, name);
    if (got.contains("cell")) { EXPECT_EQ(tier_of(got), std::string(1, tier())); }
    expect_outcomes(got);
    output += output_of(got);
    if (!it().same_as.empty()) {
      EXPECT_EQ(facts_of(got), facts_of(record(ground, it().same_as)));
    }
  }
  expect_attempts(output, ground);
  expect_reports(ground);
  expect_no_canary(ground, done);
  expect_plain(done);
}

std::vector<Play> plays(bool alone) {
  std::vector<Play> all;
  for (const Scenario& it : all_scenarios())
    if (it.alone == alone)
      for (const auto& [tier, expected] : it.tiers) all.push_back({&it, tier});
  return all;
}

std::string name_of(const testing::TestParamInfo<Play>& info) {
  std::string name = info.param.scenario->name;
  for (char& c : name)
    if (c == '-' || c == '.') c = '_';
  return cat(name, "_", info.param.tier);
}

INSTANTIATE_TEST_SUITE_P(Beside, Zoo, testing::ValuesIn(plays(false)), name_of);
INSTANTIATE_TEST_SUITE_P(Alone, Zoo, testing::ValuesIn(plays(true)), name_of);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Zoo);

TEST(Table, IsWhatTheScenariosExpect) {
  EXPECT_EQ(committed_table(), attack_table()) << "write it again: zoo_tests --table";
}

}  // namespace
}  // namespace assay::zoo

int main(int argc, char** argv) {
  try {
    if (argc == 2 && std::string(argv[1]) == "--table") {
      std::cout << assay::zoo::attack_table();
      return 0;
    }
    testing::InitGoogleTest(&argc, argv);
    if (!testing::GTEST_FLAG(list_tests)) assay::zoo::settle_down();
    return RUN_ALL_TESTS();
  } catch (const assay::Fault& fault) {
    std::cerr << "zoo_tests: " << fault.what() << '\n';
    return 2;
  }
}
