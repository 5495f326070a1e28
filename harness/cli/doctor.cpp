#include <unistd.h>

#include <iostream>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "cli/session.hpp"
#include "statement.hpp"
#include "submission_users.hpp"
#include "workshop.hpp"

namespace assay {
namespace {

struct Line {
  std::string what, state, remedy;
  bool well = true;
};

Line look(const std::string& what, const std::function<std::string()>& state) {
  try {
    return {what, state(), "", true};
  } catch (const Fault& fault) {
    return {what, fault.what(), fault.hint(), false};
  }
}

/// ", with postgres": the services of an assignment.
std::string needs_of(const Assignment& assignment) {
  std::vector<std::string> names;
  for (const ServiceNeed& need : assignment.services) names.push_back(word_of(need.kind));
  return names.empty() ? "; it needs no service" : ", with " + join(names, ", ");
}

/// What the cells of this machine keep submissions from, as tried now.
CellStatement tried(const Home& home) {
  const TemporaryDirectory place(work_place(64u << 20), "assay-doctor-");
  fs::permissions(place.path(), fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  std::optional<SubmissionUsers> users;
  if (::geteuid() == 0) users.emplace(1);
  const std::vector<std::string> ids = assignment_ids(home);
  return probe_cells({.home = home,
                      .tier = cell_tier_to_use(home),
                      .directory = place.path(),
                      .submission = users ? std::optional(users->of(0)) : std::nullopt,
                      .hidden = ids.empty() ? fs::path() : home.root / "assignments" / ids.front() / "assignment.toml"});
}

std::string tier_words(char tier) {
  switch (tier) {
    case 'A': return "tier A: submissions run in namespaces of their own";
    case 'B': return "tier B: submissions run in a user namespace";
    case 'C': return "tier C: submissions run as users of their own, without namespaces: the network and the list of processes are the machine's";
    default: return "tier D: submissions run as YOU, without namespaces: for your own work only";
  }
}

/// "closed by own_root", "PARTLY closed by …; possible: tcp, udp".
std::string protection_words(const Protection& protection) {
  std::vector<std::string> possible, tried;
  for (const auto& [attempt, result] : protection.probe) {
    (result == "POSSIBLE" ? possible : tried).push_back(attempt + (result == "POSSIBLE" ? "" : " " + result));
  }
  const char* const state = protection.state == ProtectionState::enforced   ? "closed"
                            : protection.state == ProtectionState::degraded ? "PARTLY closed"
                                                                            : "OPEN";
  return cat(state, " (", protection.how, ")", tried.empty() ? "" : ": " + join(tried, ", "),
             possible.empty() ? "" : "; POSSIBLE: " + join(possible, ", "));
}

/// The tier, and a line for each protection with what to do where it has a gap.
std::vector<Line> isolation(const Home& home) {
  CellStatement statement;
  try {
    statement = tried(home);
  } catch (const Fault& fault) {
    return {{"isolation", fault.what(), fault.hint(), false}};
  }
  const auto why = statement.reasons.find("tier");
  std::vector<Line> lines{{"isolation", tier_words(statement.tier) + (why == statement.reasons.end() ? "" : cat(" (", why->second, ")")),
                           statement.tier <= 'B' ? "" : remedy_for(statement, "files"), statement.tier != 'D'}};
  for (const char* name : protection_names) {
    const Protection& protection = statement.protections.at(name);
    const bool closed = protection.state == ProtectionState::enforced;
    const auto reason = statement.reasons.find(name);
    lines.push_back({cat("isolation: ", name), protection_words(protection) + (reason == statement.reasons.end() ? "" : cat(" (", reason->second, ")")),
                     closed ? "" : remedy_for(statement, name), true});
  }
  return lines;
}

}  // namespace

int run_doctor(const DoctorCommand& command) {
  const Home where = home();
  std::vector<Line> lines{
      look("home", [&] { return where.root.string(); }),
      look("assignments", [&] { return join(assignment_ids(where), ", "); }),
      look("postgres", [] {
        const auto found = find_postgres();
        if (!found) throw environment_fault("not installed", "apt-get install postgresql, or run ci/install");
        return found->version + " in " + found->bin.string();
      }),
      look("runtime", [&] {
        const auto found = find_runtime(where);
        if (!found) throw environment_fault("the course's Python environment is not there", "run ci/runtime/install");
        return "Python " + found->python + " in " + found->course.string();
      }),
      look("user", []() -> std::string {
        const auto owner = ordinary_user();
        return owner ? cat("servers and suites run as uid ", owner->uid, ", submissions as ", SubmissionUsers::first, " and up") : cat("everything runs as uid ", ::geteuid());
      }),
      look("work place", [] { return work_place(256u << 20).string(); }),
  };
  for (const std::string& id : assignment_ids(where))
    lines.push_back(look(id, [&] {
      const Assignment assignment = load_assignment(where, id);
      check_installed(where, assignment);
      return "can be graded here" + needs_of(assignment);
    }));
  const std::vector<Line> walls = isolation(where);
  lines.insert(lines.end(), walls.begin(), walls.end());
  bool well = true;
  Json all = Json::array();
  for (const Line& line : lines) {
    all.push_back({{"what", line.what}, {"state", line.state}, {"remedy", line.remedy}, {"well", line.well}});
    well = well && line.well;
    if (command.json) continue;
    std::cout << (line.well ? "  ok    " : "  LACKS ") << line.what << ": " << line.state << '\n';
    if (!line.remedy.empty()) std::cout << "        hint: " << line.remedy << '\n';
  }
  if (command.json) std::cout << to_text(all, 1) << '\n';
  return static_cast<int>(well ? ExitStatus::graded : ExitStatus::not_graded);
}

}  // namespace assay
