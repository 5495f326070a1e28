#include <unistd.h>

#include <iostream>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "cli/session.hpp"
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

std::string isolation(const Home& home) {
  switch (cell_tier_to_use(home)) {
    case 'A': return "tier A: submissions run in namespaces of their own; files, processes and network of the machine are hidden";
    case 'B': return "tier B: submissions run in a user namespace; files, processes and network of the machine are hidden";
    case 'C': return "tier C: submissions run as users of their own, with rules for files and calls; processes and network are NOT hidden";
    default: return "tier D: submissions run as YOU, with rules for files and calls; processes and network are NOT hidden";
  }
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
      look("isolation", [&] { return isolation(where); }),
  };
  for (const std::string& id : assignment_ids(where))
    lines.push_back(look(id, [&] {
      const Assignment assignment = load_assignment(where, id);
      check_installed(where, assignment);
      return "can be graded here" + needs_of(assignment);
    }));
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
