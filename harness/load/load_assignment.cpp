// An assignment as the harness uses it: its files, the tests that its programs hold, and the digest of what decides.
#include <algorithm>

#include "base/digest.hpp"
#include "load/assignment_file.hpp"
#include "load/suite_list.hpp"
#include "load/toml_file.hpp"

namespace assay {
namespace {

std::string digest_of_sources(const Home& home, const std::string& id) {
  const fs::path own = fs::path("assignments") / id;
  return sources_digest(home.root, {own / "suite", own / "assignment.toml", "harness/testkit", "harness/check",
                                    "harness/tap", "harness/sandbox"});
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
  assignment.suite_digest = digest_of_sources(home, id);
  return assignment;
}

}  // namespace assay
