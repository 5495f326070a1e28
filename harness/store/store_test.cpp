#include "store/store.hpp"

#include <gtest/gtest.h>

#include "base/fault.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace assay {
namespace {

RunRecord full_record() {
  RunRecord record;
  record.assignment = "products-api";
  record.suite_digest = "suite";
  record.seed = "4711";
  record.submission = "Ада";
  record.submission_digest = "digest";
  record.python = false;
  record.restored = {"tests/conftest.py"};
  record.history = History{{{std::string(40, 'a'), 1'763'000'000, "2026-11-20", true}}, true};
  record.tests = {"Health.SaysConnected", "Health.Recovers"};
  TestOutcome outcome;
  outcome.group = "Health";
  outcome.test = "SaysConnected";
  outcome.verdict = Verdict::crashed;
  outcome.cause = Cause{CauseKind::exited, "api", {{"status", 3}}};
  outcome.steps = {{StepKind::http, {{"method", "GET"}, {"path", "/health"}, {"status", 200}, {"volatile", {{"answer", "ok"}}}}}};
  outcome.expectations = {{ExpectationKind::field, "database", "connected", nullptr, false}};
  outcome.debug = "line 7";
  outcome.runs = 3;
  outcome.runs_passed = 1;
  outcome.duration = std::chrono::milliseconds(12);
  outcome.output = {{"api", 5, 90}};
  outcome.statements = {{.number = 7, .exchanges = {3, 4}, .connection = 2, .text = "SELECT $1", .kind = "control", .extended = true,
                         .bound = 1, .rows = 1, .error = "22P02", .took = std::chrono::microseconds(350)},
                        {.number = 9, .text = "BEGIN", .kind = "control"}};
  record.outcomes = {outcome};
  UnitRecord unit;
  unit.group = "Health";
  unit.attempts = 2;
  unit.output["api"] = {"head \xFF", "tail", 1'000'000};
  unit.wall_ms = 40;
  unit.submission_cpu_ms = 30;
  unit.harness_cpu_ms = 20;
  unit.slot = 3;
  unit.kept = KeptTree{.files = 5, .bytes = 600, .left_out = 7, .problem = "files"};
  record.units = {unit};
  record.built_digest = "of what was built";
  record.versions = {{"postgres", "15.20"}};
  record.cell = {.tier = 'C', .level = Level::strict, .reasons = {{"tier", "namespaces: Operation not permitted"}}};
  record.cell.protections["files"] = {ProtectionState::enforced, "own_user", {{"hidden_tests", "refused EACCES"}}};
  record.cell.protections["network"] = {ProtectionState::degraded, "landlock_ports", {{"tcp", "refused EACCES"}, {"udp", "POSSIBLE"}}};
  record.complete = false;
  record.host = "box";
  record.started = "2026-11-21T05:00:00Z";
  record.wall_ms = 77;
  record.source = "hw/ada";
  return record;
}

std::string complaint(const Json& value) {
  try {
    record_from_json(value, "r.json");
  } catch (const Fault& fault) {
    return fault.what();
  }
  return "no complaint";
}

TEST(Store, RecordsComeBackAsTheyWere) {
  const TemporaryDirectory place(fs::temp_directory_path(), "assay-store-test-");
  save_record(full_record(), place.path() / "r.json");
  const RunRecord back = load_record(place.path() / "r.json");
  // Bytes that are no UTF-8 come back as U+FFFD, so the text is what is compared.
  EXPECT_EQ(to_text(to_json(back)), to_text(to_json(full_record())));
  ASSERT_TRUE(back.units.at(0).kept);
  EXPECT_EQ(back.units.at(0).kept->files, 5u);
  EXPECT_EQ(back.units.at(0).kept->bytes, 600u);
  EXPECT_EQ(back.units.at(0).kept->left_out, 7u);
  EXPECT_EQ(back.units.at(0).kept->problem, "files");
  EXPECT_EQ(back.built_digest, "of what was built");
  EXPECT_EQ(back.units.at(0).output.at("api").head, "head �");
  EXPECT_EQ(back.outcomes.at(0).statements.at(0).exchanges, (std::vector<std::uint64_t>{3, 4}));
  EXPECT_EQ(back.outcomes.at(0).statements.at(0).bound, 1);
  EXPECT_FALSE(back.outcomes.at(0).statements.at(1).rows.has_value());
  EXPECT_EQ(back.history->commits.at(0).day, "2026-11-20");
  EXPECT_TRUE(back.history->shallow);
  RunRecord without = full_record();
  without.history.reset();
  EXPECT_FALSE(record_from_json(to_json(without), "r.json").history.has_value());
}

TEST(Store, CanonicalRecordsHaveNothingVolatile) {
  RunRecord other = full_record();
  other.host = "elsewhere";
  other.wall_ms = 1;
  other.outcomes[0].duration = std::chrono::milliseconds(99);
  other.outcomes[0].debug = "line 8";
  other.outcomes[0].statements.pop_back();
  other.outcomes[0].steps[0].data["volatile"]["answer"] = "other";
  other.units[0].slot = 1;
  const std::string text = to_text(canonical(to_json(full_record())));
  EXPECT_EQ(to_text(canonical(to_json(other))), text);
  EXPECT_EQ(text.find("volatile"), std::string::npos);
  EXPECT_NE(text.find("SaysConnected"), std::string::npos);
  other.outcomes[0].verdict = Verdict::passed;
  EXPECT_NE(to_text(canonical(to_json(other))), text);
}

TEST(Store, CanonicalRecordsCanBeScoredAgain) {
  const Json canon = canonical(to_json(full_record()));
  EXPECT_EQ(canonical(to_json(record_from_json(canon, "r.json"))), canon);
}

TEST(Store, SaysWhichFieldIsMissingOrOfAnotherType) {
  const Json whole = to_json(full_record());
  for (const auto& [key, rest] : whole.items()) {
    if (key == "volatile") continue;
    Json value = to_json(full_record());
    value.erase(key);
    EXPECT_EQ(complaint(value), cat("r.json: field '", key, "' is missing"));
    value[key] = Json::array({Json::array()});
    EXPECT_TRUE(complaint(value).starts_with(cat("r.json: field '", key))) << complaint(value);
  }
  Json value = to_json(full_record());
  value["submission"]["python"] = "yes";
  EXPECT_EQ(complaint(value), "r.json: field 'submission.python' is of another type: string");
  value = to_json(full_record());
  value["outcomes"][0]["verdict"] = "brilliant";
  EXPECT_TRUE(complaint(value).starts_with("r.json: field 'outcomes[0]' is no outcome")) << complaint(value);
  value = to_json(full_record());
  value["units"][0]["volatile"]["output"]["api"].erase("total");
  EXPECT_EQ(complaint(value), "r.json: field 'units[0].volatile.output.api.total' is missing");
  value = to_json(full_record());
  value["submission"]["history"]["commits"][0]["time"] = nullptr;
  EXPECT_EQ(complaint(value), "r.json: field 'submission.history.commits[0].time' is of another type: null");
}

TEST(Store, RefusesOtherSchemasAndOtherFiles) {
  Json value = to_json(full_record());
  value["schema"] = 3;
  EXPECT_EQ(complaint(value), "r.json: expected a record of schema 2, got 3");
  EXPECT_EQ(complaint(Json::array()), "r.json: is of another type: array");
  const TemporaryDirectory place(fs::temp_directory_path(), "assay-store-test-");
  write_file(place.path() / "r.json", "{\"schema\": 1,");
  EXPECT_THROW(load_record(place.path() / "r.json"), Fault);
  EXPECT_THROW(load_record(place.path() / "none.json"), Fault);
}

TEST(Store, SurvivesEveryCutOfARecord) {
  const std::string text = to_text(to_json(full_record()));
  for (std::size_t length = 0; length < text.size(); length += 7)
    EXPECT_TRUE(Json::parse(text.substr(0, length), nullptr, false).is_discarded());
}

}  // namespace
}  // namespace assay
