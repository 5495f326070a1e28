#include "zoo/table_test.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "zoo/scenario_test.hpp"

namespace assay::zoo {
namespace {

constexpr std::string_view begin_mark = "<!-- table: written by `zoo_tests --table` -->\n";
constexpr std::string_view end_mark = "<!-- end of table -->\n";

std::vector<const Scenario*> attacks() {
  std::vector<const Scenario*> all;
  for (const Scenario& it : all_scenarios())
    if (it.attack > 0) all.push_back(&it);
  std::stable_sort(all.begin(), all.end(), [](auto* a, auto* b) { return a->attack < b->attack; });
  return all;
}

std::string cell(const Scenario& it, char tier) {
  const auto found = it.tiers.find(tier);
  if (found == it.tiers.end()) return "–";
  switch (found->second.state) {
    case State::refused: return "refused";
    case State::detected: return "detected";
    case State::possible: return cat("**POSSIBLE**: ", join(found->second.possible, ", "));
  }
  std::abort();
}

}  // namespace

std::string attack_table() {
  std::string table = "| attack | what it tries | A | B |\n|---|---|---|---|\n", notes;
  for (const Scenario* it : attacks()) {
    table += cat("| [A", it->attack, "](../harness/scenarios/", it->name, ") | ", it->what, " | ", cell(*it, 'A'), " | ",
                 cell(*it, 'B'), " |\n");
    for (const auto& [tier, expected] : it->tiers)
      if (!expected.note.empty()) notes += cat("- A", it->attack, ", tier ", tier, ": ", expected.note, '\n');
  }
  return notes.empty() ? table : cat(table, "\nWhat is possible, and why it is borne:\n\n", notes);
}

std::string committed_table() {
  const fs::path file = fs::path(ASSAY_SOURCE_ROOT) / "docs" / "attacks.md";
  const std::string text = read_file(file);
  const std::size_t begin = text.find(begin_mark), end = text.find(end_mark);
  if (begin == std::string::npos || end == std::string::npos)
    throw Fault(cat("docs/attacks.md: has no ", begin_mark, " … ", end_mark));
  return text.substr(begin + begin_mark.size(), end - begin - begin_mark.size());
}

}  // namespace assay::zoo
