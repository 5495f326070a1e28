#include "model/cell_statement.hpp"

#include <cstdlib>

namespace assay {
namespace {

ProtectionState state_from(const std::string& word) {
  for (const ProtectionState state : {ProtectionState::enforced, ProtectionState::degraded, ProtectionState::absent})
    if (word == to_string(state)) return state;
  throw Json::other_error::create(501, "no state of a protection: " + word, nullptr);
}

/// What a canonical record lacks is read as if it were empty.
std::map<std::string, std::string> volatile_words(const Json& value, const char* key) {
  if (!value.contains("volatile") || !value.at("volatile").contains(key)) return {};
  return value.at("volatile").at(key).get<std::map<std::string, std::string>>();
}

}  // namespace

std::vector<std::string> CellStatement::gaps() const {
  std::vector<std::string> names;
  for (const char* name : protection_names)
    if (!enforces(name)) names.emplace_back(name);
  return names;
}

bool CellStatement::enforces(const std::string& name) const {
  const auto found = protections.find(name);
  return found != protections.end() && found->second.state == ProtectionState::enforced;
}

const char* to_string(Level level) {
  switch (level) {
    case Level::strict: return "strict";
    case Level::standard: return "standard";
    case Level::local: return "local";
  }
  std::abort();
}

const char* to_string(ProtectionState state) {
  switch (state) {
    case ProtectionState::enforced: return "enforced";
    case ProtectionState::degraded: return "degraded";
    case ProtectionState::absent: return "absent";
  }
  std::abort();
}

std::optional<Level> level_from(std::string_view word) {
  for (const Level level : {Level::strict, Level::standard, Level::local})
    if (word == to_string(level)) return level;
  return std::nullopt;
}

Json to_json(const CellStatement& statement) {
  Json protections = Json::object();
  for (const auto& [name, protection] : statement.protections)
    protections[name] = {{"state", to_string(protection.state)}, {"how", protection.how}, {"volatile", {{"probe", protection.probe}}}};
  return {{"tier", std::string(1, statement.tier)},
          {"level", to_string(statement.level)},
          {"protections", protections},
          {"volatile", {{"reasons", statement.reasons}}}};
}

CellStatement cell_statement_from_json(const Json& value) {
  CellStatement statement;
  const auto tier = value.at("tier").get<std::string>();
  const auto level = level_from(value.at("level").get<std::string>());
  if (tier.size() != 1 || tier[0] < 'A' || tier[0] > 'D' || !level)
    throw Json::other_error::create(501, "no tier or level: " + tier, nullptr);
  statement.tier = tier[0];
  statement.level = *level;
  for (const auto& [name, protection] : value.at("protections").items())
    statement.protections[name] = {state_from(protection.at("state").get<std::string>()),
                                   protection.at("how").get<std::string>(), volatile_words(protection, "probe")};
  statement.reasons = volatile_words(value, "reasons");
  return statement;
}

}  // namespace assay
