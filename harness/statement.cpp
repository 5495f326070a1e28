#include "statement.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"
#include "probe_run.hpp"
#include "process/process.hpp"

namespace assay {
namespace {

const std::map<std::string, std::vector<std::string>>& attempts_of_protections() {
  static const std::map<std::string, std::vector<std::string>> table{
      {"files", {"hidden_tests", "write_outside", "change_system"}},
      {"harness", {"harness_environ", "harness_memory", "harness_signal", "harness_ptrace", "other_processes"}},
      {"network", {"tcp", "udp", "unix_path", "unix_abstract", "internet", "names"}},
      {"privileges", {"setuid"}},
      {"kernel", {"user_namespace", "mount", "io_uring", "keyring", "vsock", "packets", "entry_32_bit"}},
      {"memory", {"memory"}},
      {"processes", {"processes"}},
      {"disk", {"disk", "inodes"}},
      {"daemons", {"daemon"}}};
  return table;
}

/// How the cell keeps a protection in this tier; `counted` is who counts memory and processes: "cgroup2", "cgroup1", "sampled".
std::string means_of(const std::string& protection, char tier, const std::map<std::string, std::string>& counted) {
  const bool full = tier <= 'B', root = tier == 'A' || tier == 'C';
  if (protection == "files") return full ? "own_root" : "landlock";
  if (protection == "harness") return full ? "own_processes" : root ? "own_user" : "landlock";
  if (protection == "network") return full ? "own_network" : "landlock_ports";
  if (protection == "privileges") return "no_new_privileges";
  if (protection == "kernel") return "filter";
  if (protection == "disk") return full ? "own_disk" : "file_size";
  if (protection == "daemons") return full ? "own_processes" : root ? "sweep" : "search";
  const std::string how = counted.at(protection);
  return protection == "processes" && how == "sampled" && tier != 'D' ? "rlimit" : how;
}

Protection judged(const std::string& protection, std::string how, const std::map<std::string, std::string>& findings) {
  Protection result{.how = std::move(how)};
  std::size_t possible = 0;
  for (const std::string& attempt : attempts_of_protections().at(protection)) {
    const auto found = findings.find(attempt);
    if (found == findings.end()) continue;   // There was nothing to plant for it.
    result.probe.insert(*found);
    possible += found->second == "POSSIBLE";
  }
  const bool weak = result.how == "sampled" || result.how == "file_size" || result.how == "search";
  result.state = possible == 0 && !weak && !result.probe.empty() ? ProtectionState::enforced
                 : possible == result.probe.size() && !weak      ? ProtectionState::absent
                                                                 : ProtectionState::degraded;
  return result;
}

/// What `assay-cell --tier` says after "because".
std::string why_this_tier(const Home& home) {
  const Completed found = run({.argv = {(home.parts / "assay-cell").string(), "--tier"}, .keep_privilege = true}, Deadline::in(std::chrono::seconds(10)));
  const auto because = found.out.find(" because ");
  return because == std::string::npos ? "" : trimmed(found.out.substr(because + 9));
}

}  // namespace

CellStatement probe_cells(const ProbeGround& ground) {
  const ProbeFindings findings = run_probe(ground);
  CellStatement statement{.tier = ground.tier, .level = ground.level, .protections = {}, .reasons = findings.reasons};
  for (const char* name : protection_names)
    statement.protections[name] = judged(name, means_of(name, ground.tier, findings.counted), findings.tried);
  if (const std::string why = ground.tier > 'B' ? why_this_tier(ground.home) : ""; !why.empty()) statement.reasons["tier"] = why;
  return statement;
}

void demand_level(const CellStatement& statement) {
  if (statement.level != Level::strict) return;
  std::vector<std::string> open;
  for (const char* name : {"files", "harness", "privileges"})
    if (const auto found = statement.protections.find(name);
        found == statement.protections.end() || found->second.state == ProtectionState::absent)
      open.emplace_back(name);
  if (statement.tier != 'D' && open.empty()) return;
  throw environment_fault(cat("level strict: tier ", statement.tier, " does not keep submissions apart",
                              open.empty() ? "" : cat(": ", join(open, ", "), " open")),
                          "assay doctor says what to do; --level standard grades all the same, and says in each report what was not kept");
}

std::string remedy_for(const CellStatement& statement, const std::string& protection) {
  const bool full = statement.tier <= 'B';
  if (protection == "memory" || protection == "processes")
    return full || statement.tier == 'C' ? "let the harness write a control group: as root, or `systemd-run --user --scope -p Delegate=yes assay …`"
                                         : "run as root, or allow user namespaces, and delegate a control group";
  if (!full) return statement.tier == 'C' ? "run where root may make namespaces: not in a plain container (`docker run --privileged` may)"
                                          : "run as root, or allow user namespaces: sysctl kernel.apparmor_restrict_unprivileged_userns=0 "
                                            "or kernel.unprivileged_userns_clone=1";
  return "the kernel is older than the protection needs: Linux 5.13 or later";
}

}  // namespace assay
