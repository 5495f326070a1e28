// What the submission was kept from: a line for students, everything that was tried for instructors.
#include "report/scene.hpp"

namespace assay {
namespace {

std::string words(const Messages& messages, const char* table, const std::string& name) {
  const std::string key = cat(table, ".", name);
  return messages.has(key) ? messages.text(key) : as_code(name);
}

std::string row_value(const Protection& protection, const Messages& messages) {
  const std::string line = messages.fill("isolation.line", {{"state", words(messages, "protection_state", to_string(protection.state))},
                                                            {"how", words(messages, "protection_means", protection.how)}});
  std::vector<std::string> possible;
  for (const auto& [thing, result] : protection.probe)
    if (result == "POSSIBLE") possible.push_back(as_code(thing));
  return possible.empty() ? line : cat(line, " ", messages.fill("isolation.possible", {{"things", join(possible, ", ")}}));
}

}  // namespace

std::string isolation_words(const Scene& scene) {
  const CellStatement& cell = scene.record.cell;
  std::string line = cat(as_code(std::string(1, cell.tier)), " — ", words(scene.messages, "tier", std::string(1, cell.tier)));
  std::vector<std::string> gaps;
  for (const std::string& name : cell.gaps())
    if (cell.protections.contains(name)) gaps.push_back(words(scene.messages, "protection", name));
  if (!gaps.empty()) line += cat(" ", scene.messages.fill("isolation.gaps", {{"names", join(gaps, ", ")}}));
  return line;
}

Json isolation_rows(const Scene& scene) {
  Json rows = Json::array();
  if (scene.options.reader == Reader::student) return rows;
  for (const char* name : protection_names) {
    const auto found = scene.record.cell.protections.find(name);
    if (found == scene.record.cell.protections.end()) continue;
    rows.push_back({{"label", scene.messages.fill("isolation.name", {{"name", words(scene.messages, "protection", name)}})},
                    {"value", row_value(found->second, scene.messages)}});
  }
  return rows;
}

}  // namespace assay
