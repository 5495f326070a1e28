// An assignment as the harness uses it: its files, the tests that its programs hold, and the digest of what decides.
#include <algorithm>
#include <set>

#include "base/digest.hpp"
#include "load/assignment_file.hpp"
#include "load/suite_list.hpp"
#include "load/toml_file.hpp"

namespace assay {
namespace {

/// The harness's own unit tests decide nothing about a submission; a suite's files do, whatever they are called.
bool decides(const fs::path& file) {
  return *file.begin() != "harness" || !file.stem().string().ends_with("_test");
}

std::string digest_of_sources(const Home& home, const std::string& id) {
  const fs::path own = fs::path("assignments") / id;
  return sources_digest(home.root, {own / "suite", own / "assignment.toml", "harness/testkit", "harness/check", "harness/tap", "harness/sandbox"},
                        decides);
}

/// The directory of a test decides whether it is hidden: what the program of the public tests lacks. Texts have to lie accordingly, since
/// feedback.toml is handed out.
void mark_hidden(const Home& home, Assignment& assignment) {
  if (!fs::is_directory(assignment.directory / "suite" / "hidden")) return;
  const std::vector<std::string> listed = tests_in(home.suite(assignment.id + "-public"));
  const std::set<std::string> shown(listed.begin(), listed.end());
  for (const Group& group : assignment.groups) {
    if (group.evidence != Evidence::suite) continue;
    for (const std::string& test : group.tests) {
      const auto text = assignment.texts.find(test);
      const bool hidden = !shown.contains(test), said = text != assignment.texts.end();
      if (said && text->second.hidden != hidden)
        throw Fault(cat(shown_path(assignment.directory / (hidden ? "feedback.toml" : "feedback.hidden.toml")), ": ", assay::quoted(test),
                        hidden ? " is a hidden test" : " is a public test"),
                    cat("move its text to ", hidden ? "feedback.hidden.toml" : "feedback.toml"));
      if (hidden) assignment.texts[test].hidden = true;
    }
    if (std::none_of(group.tests.begin(), group.tests.end(), [&](const std::string& test) { return shown.contains(test); }))
      throw Fault(cat(shown_path(assignment.directory / "assignment.toml"), ": group ", assay::quoted(group.name), " has hidden tests alone"),
                  "students get this file: put a public test into the group, or the hidden tests into another");
  }
}

}  // namespace

Assignment load_assignment(const Home& home, const std::string& id) {
  const std::vector<std::string> ids = assignment_ids(home);
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
    const std::string likely = closest(id, ids);
    throw Fault(cat("assignment ", assay::quoted(id), ": is not one of the course (known: ", join(ids, ", "), ')'),
                likely.empty() ? "" : cat("did you mean ", assay::quoted(likely), '?'));
  }
  Assignment assignment = read_assignment(home, id, tests_in);
  mark_hidden(home, assignment);
  assignment.suite_digest = digest_of_sources(home, id);
  return assignment;
}

}  // namespace assay
