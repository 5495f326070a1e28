#include "zoo/scenario_test.hpp"

#include <algorithm>

#include "load/toml_file.hpp"

namespace assay::zoo {
namespace {

const std::vector<std::pair<std::string, State>> state_words{
    {"refused", State::refused}, {"detected", State::detected}, {"POSSIBLE", State::possible}};

Verdict read_verdict(TomlTable& table) {
  const auto verdict = verdict_from(table.text("verdict"));
  if (!verdict) table.complain("verdict", "verdict: there is no such verdict");
  return *verdict;
}

Json read_json(TomlTable& table, const std::string& key) {
  if (!table.has(key)) return nullptr;
  Json value = Json::parse(table.text(key), nullptr, false);
  if (value.is_discarded()) table.complain(key, key + ": expected JSON in quotes");
  return value;
}

std::vector<ExpectedOutcome> read_outcomes(TomlTable& file) {
  std::vector<ExpectedOutcome> outcomes;
  for (TomlTable& table : file.tables_or_none("outcome")) {
    outcomes.push_back({.tests = table.texts("tests"),
                        .verdict = read_verdict(table),
                        .cause = table.text_or("cause", ""),
                        .data = read_json(table, "data"),
                        .got = read_json(table, "got"),
                        .tiers = table.text_or("tiers", "")});
    table.done();
  }
  return outcomes;
}

std::map<char, ExpectedTier> read_tiers(TomlTable& file) {
  std::map<char, ExpectedTier> tiers;
  for (auto& [name, table] : file.sections_or_none("tier")) {
    ExpectedTier tier{table.one_of("state", state_words), table.texts_or_none("possible"), table.text_or("note", "")};
    if ((tier.state == State::possible) != !tier.note.empty())
      table.complain("note", "note: goes with POSSIBLE: why it is borne");
    table.done();
    tiers[name.at(0)] = std::move(tier);
  }
  return tiers;
}

/// 20 of "A20-reads-the-environment"; 0 where the name begins otherwise.
int attack_of(const std::string& name) { return name[0] == 'A' ? std::atoi(name.c_str() + 1) : 0; }

void check(const Scenario& it, TomlTable& file) {
  if (it.tiers.empty()) throw Fault(cat(file.place(), ": expected a table [tier.A] or [tier.B]"));
  const bool says_something = !it.outcomes.empty() || !it.attempts.empty() || !it.refused.empty() || !it.same_as.empty();
  if (!says_something) throw Fault(cat(file.place(), ": expected [[outcome]], attempts, refused or same_as"));
}

}  // namespace

bool ExpectedOutcome::speaks_of(const std::string& test, char tier) const {
  const bool here = tiers.empty() || tiers.find(tier) != std::string::npos;
  return here && std::any_of(tests.begin(), tests.end(), [&](const std::string& pattern) { return matches(pattern, test); });
}

Scenario read_scenario(const fs::path& directory) {
  const TomlFile toml(directory / "expect.toml", shown_path(directory / "expect.toml"));
  TomlTable file = toml.root();
  Scenario it{.name = directory.filename().string(), .directory = directory};
  it.what = file.text("what");
  it.attack = attack_of(it.name);
  it.only = file.texts("only");
  it.maker = file.text_or("maker", "");
  it.refused = file.text_by_key_or_none("refused");
  it.same_as = file.text_or("same_as", "");
  it.twins = file.flag_or("twins", false);
  it.beside = file.texts_or_none("beside");
  it.alone = file.flag_or("alone", false);
  it.attempts = file.texts_or_none("attempts");
  if (file.has("limit")) {
    TomlTable limit = file.table("limit");
    it.limit = limit.text("name");
    it.limit_seconds = static_cast<int>(limit.number("seconds", 1, 60));
    limit.done();
  }
  it.outcomes = read_outcomes(file);
  if (file.has("report")) {
    TomlTable report = file.table("report");
    for (const char* language : {"en", "uk"}) it.report[language] = report.texts_or_none(language);
    report.done();
  }
  it.tiers = read_tiers(file);
  file.done();
  check(it, file);
  return it;
}

const std::vector<Scenario>& all_scenarios() {
  static const std::vector<Scenario> all = [] {
    std::vector<Scenario> found;
    for (const auto& entry : fs::directory_iterator(fs::path(ASSAY_SOURCE_ROOT) / "harness" / "scenarios"))
      if (fs::exists(entry.path() / "expect.toml")) found.push_back(read_scenario(entry.path()));
    std::sort(found.begin(), found.end(), [](const Scenario& a, const Scenario& b) { return a.name < b.name; });
    return found;
  }();
  return all;
}

bool holds(const Json& whole, const Json& part) {
  if (!part.is_object() || !whole.is_object()) return whole == part;
  return std::all_of(part.items().begin(), part.items().end(), [&](const auto& item) {
    return whole.contains(item.key()) && holds(whole[item.key()], item.value());
  });
}

}  // namespace assay::zoo
