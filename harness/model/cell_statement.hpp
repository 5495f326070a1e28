// What the cells of a run protected from, as assay-probe found by trying it in one of them. Part of every record.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace assay {

/// How much isolation a run asks for.
enum class Level {
  strict,     ///< results for a gradebook: refuses to run where submissions are not kept apart
  standard,   ///< says what is not protected
  local,      ///< a student checks their own work
};

enum class ProtectionState {
  enforced,   ///< everything that was tried failed
  degraded,   ///< some of it was possible, or the limit is kept by looking, not by the kernel
  absent,     ///< everything that was tried was possible
};

struct Protection {
  ProtectionState state = ProtectionState::absent;
  std::string how;                            ///< a word of `protection_means`
  std::map<std::string, std::string> probe;   ///< what was tried -> "refused EACCES", "unreachable", "invisible", "ended", "POSSIBLE"
  bool operator==(const Protection&) const = default;
};

/// In the order in which people are told of them.
inline constexpr const char* protection_names[] = {"files",  "harness",   "network", "privileges", "kernel",
                                                   "memory", "processes", "disk",    "daemons"};
inline constexpr const char* protection_means[] = {
    "own_root", "own_processes", "own_network", "own_disk", "own_user", "landlock", "landlock_ports", "no_new_privileges",
    "filter",   "cgroup2",       "cgroup1",     "rlimit",   "sampled",  "file_size", "sweep",         "search", "nothing"};

struct CellStatement {
  char tier = 'D';
  Level level = Level::standard;
  std::map<std::string, Protection> protections;   ///< by name
  std::map<std::string, std::string> reasons;      ///< why something stronger was not to be had: "tier", "memory", "processes"

  /// Names of what is not enforced, in the order of protection_names.
  std::vector<std::string> gaps() const;
  bool enforces(const std::string& name) const;
  bool operator==(const CellStatement&) const = default;
};

const char* to_string(Level);
const char* to_string(ProtectionState);
std::optional<Level> level_from(std::string_view);

/// What the machine answered lies under `volatile`.
Json to_json(const CellStatement&);
/// Throws Json::exception when `value` is not a statement.
CellStatement cell_statement_from_json(const Json& value);

}  // namespace assay
