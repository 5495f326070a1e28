// Whole runs of `assay verify` and `assay replay`.
#include "whole_runs_test.hpp"

#include <unistd.h>

#include <csignal>
#include <set>
#include <thread>

#include "base/json.hpp"

namespace assay {
namespace {

class Proofs : public WholeRuns {};

TEST_F(Proofs, VerifyFailsForAMutantThatCostsSomethingElse) {
  const fs::path home = course();
  edit(home / "assignments/user-analytics/mutants/mutants.toml", "id = \"vip-from-1000\"\ncosts = [\"segment-vip\"]",
       "id = \"vip-from-1000\"\ncosts = [\"segment-dormant\"]");
  const Completed done = assay({"verify", "user-analytics", "--trial", "vip-from-1000"}, {{"ASSAY_HOME", home.string()}});
  EXPECT_EQ(status(done), 1) << done.out << done.err;
  EXPECT_NE(done.out.find("it keeps segment-dormant; it also loses segment-vip"), std::string::npos) << done.out;
}

TEST_F(Proofs, VerifyFailsForARubricThatLooksAtTheWrongTest) {
  const fs::path home = course();
  const fs::path rubric = home / "rubrics/user-analytics.toml";
  edit(rubric, "\"Segments.Vip*\"", "\"Segments.Other*\"");
  edit(rubric, "\"Segments.Dormant*\"", "\"Segments.Vip*\"");
  edit(rubric, "\"Segments.Other*\"", "\"Segments.Dormant*\"");
  const Completed done = assay({"verify", "user-analytics", "--trial", "vip-from-1000"}, {{"ASSAY_HOME", home.string()}});
  EXPECT_EQ(status(done), 1) << done.out << done.err;
  EXPECT_NE(done.out.find("it keeps segment-vip"), std::string::npos) << done.out;
}

TEST_F(Proofs, VerifyFailsForABrokenTest) {
  const fs::path broken = place_.path() / "parts";
  fs::create_directories(broken / "suites");
  for (const char* program : {"assay", "assay-cell", "assay-probe", "assay-intake", "assay-checks"}) fs::copy_file(parts / program, broken / program);
  // The same program, with another word in its expectation: it asks for what the task does not say.
  const std::string suite = replaced(read_file(parts / "suites/user-analytics", 512u << 20), std::string("win_back\0", 9), std::string("win_away\0", 9));
  write_file(broken / "suites/user-analytics", suite);
  fs::permissions(broken / "suites/user-analytics", fs::perms(0755));
  Spawn verify = command({"verify", "user-analytics", "--trial", "none"}, {{"ASSAY_HOME", source_root.string()}});
  verify.argv[0] = (broken / "assay").string();
  const Completed done = run(verify, Deadline::in(300s));
  EXPECT_EQ(status(done), 1) << done.out << done.err;
  EXPECT_NE(done.out.find("recommendations"), std::string::npos) << done.out;
}

TEST_F(Proofs, RepeatsRightProgramsAndCounts) {
  const Completed done = assay({"verify", "products-api", "--repeat", "2", "--trial", "flask-*", "--trial", "pyth*", "--only", "Model.*", "--json"});
  ASSERT_EQ(status(done), 0) << done.out << done.err;
  const Json facts = Json::parse(done.out).at("products-api");
  EXPECT_EQ(facts.at("programs"), Json({"python", "flask-psycopg"}));
  EXPECT_EQ(facts.at("tests").at("Model.Id").at("runs"), 4);
  EXPECT_EQ(facts.at("tests").at("Model.Id").at("failed"), 0);
  EXPECT_TRUE(facts.at("steady"));
}

TEST_F(Proofs, AFlakyTestIsFoundWithTheSeedThatShowsIt) {
  const fs::path home = course();
  // Of random data every other is refused: right sometimes.
  edit(home / "assignments/products-api/alternatives/flask-psycopg/app/main.py", "app = Flask(__name__)",
       "app = Flask(__name__)\n\n\n@app.before_request\ndef sometimes():\n    import hashlib\n\n    from flask import abort, request\n"
       "    if request.method == 'POST' and hashlib.sha256(request.get_data()).digest()[0] % 2:\n        abort(418)\n");
  const Completed done = assay({"verify", "products-api", "--repeat", "4", "--trial", "flask-*", "--only", "Products.Create*", "--seed", "7", "--json"},
                               {{"ASSAY_HOME", home.string()}});
  EXPECT_EQ(status(done), 1) << done.out;
  const Json facts = Json::parse(done.out).at("products-api");
  EXPECT_FALSE(facts.at("steady"));
  std::set<std::string> seeds;
  for (const Json& test : facts.at("tests"))
    for (const Json& failure : test.at("failures")) seeds.insert(failure.at("seed").get<std::string>());
  EXPECT_GE(seeds.size(), 1u);
  EXPECT_EQ(facts.at("tests").at("Products.CreateIs201").at("runs"), 4);
}

TEST_F(Proofs, ReplayOfAMutantGivesTheOutcomesOfItsRecord) {
  const fs::path wrong = place_.path() / "wrong";
  fs::copy(reference, wrong, fs::copy_options::recursive);
  const fs::path main = wrong / "app/main.py";
  write_file(main, replaced(read_file(main), "status_code=201", "status_code=200"));
  ASSERT_EQ(status(assay({"grade", "products-api", wrong.string(), "--only", "Products.*", "--records", "r"})), 0);
  const Completed same = assay({"replay", "r/wrong.json", "--test", "Products.C*", "--json"});
  EXPECT_EQ(status(same), 0) << same.out << same.err;
  for (const Json& test : parse_json(same.out).at("tests")) EXPECT_TRUE(test.at("same").get<bool>()) << test;
  const Completed other = assay({"replay", "r/wrong.json", "--test", "Products.CreateIs201", "--reference", "--json"});
  EXPECT_EQ(status(other), 1) << other.out << other.err;
  EXPECT_FALSE(parse_json(other.out).at("same_program").get<bool>());
}

TEST_F(Proofs, VerifyReplaysTheRecordsOfMutants) {
  const Completed done = assay({"verify", "user-analytics", "--trial", "vip-from-1000", "--trial", "ltv-rounded", "--replay", "--json"});
  EXPECT_EQ(status(done), 0) << done.out << done.err;
  const Json replayed = parse_json(done.out).at("user-analytics").at("replayed");
  EXPECT_EQ(replayed.at("mutants"), 2);
  EXPECT_GT(replayed.at("tests"), 2) << "the other tests of the group too";
  EXPECT_TRUE(replayed.at("differing").empty()) << replayed;
}

TEST_F(Proofs, VerifyNamesTheTestsOfAMutantThatIsNotReplayedAlike) {
  const fs::path home = course();
  edit(home / "assignments/user-analytics/mutants/ltv-rounded.patch", "+    return round(LTV_FACTOR * user.total(), 2)",
       "+    return __import__('random').random()");
  const Completed done = assay({"verify", "user-analytics", "--trial", "ltv-rounded", "--replay"}, {{"ASSAY_HOME", home.string()}});
  EXPECT_EQ(status(done), 1) << done.out << done.err;
  EXPECT_NE(done.out.find("WRONG replayed: mutant ltv-rounded: Profile.EstimateLtvDoesNotRound: failed both times, but "), std::string::npos)
      << done.out;
}

/// It looks at what lies on the machine.
class ProofsAlone : public Proofs {};

/// Interrupted is neither proved nor refuted, and says nothing of what was not tried.
TEST_F(ProofsAlone, AnInterruptedProofSaysSo) {
  std::string said;
  Spawn verify = command({"verify", "user-analytics", "--seed", "7"});
  auto [read, write] = make_pipe();
  verify.descriptors = {{1, write.get()}};
  verify.grace = 10s;
  Child child = spawn(verify);
  write.reset();
  for (const Deadline deadline = Deadline::in(60s); new_directories() == 0 && !deadline.passed();) std::this_thread::sleep_for(5ms);
  child.kill(SIGINT);
  const auto ended = child.wait(Deadline::in(20s));
  for (char bytes[4096]; const ssize_t got = ::read(read.get(), bytes, sizeof bytes);) {
    if (got < 0) break;
    said.append(bytes, static_cast<std::size_t>(got));
  }
  ASSERT_TRUE(ended);
  EXPECT_EQ(WEXITSTATUS(*ended), 130);
  EXPECT_NE(said.find("interrupted: the rest was not tried"), std::string::npos) << said;
  for (const char* verdict : {"holds", "DOES NOT", "0 points", "no mutant"}) EXPECT_EQ(said.find(verdict), std::string::npos) << said;
}

}  // namespace
}  // namespace assay
