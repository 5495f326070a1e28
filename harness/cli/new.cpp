// Stamps out an assignment from templates/assignment: `{{id}}` in the files becomes its id.
#include <iostream>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "cli/session.hpp"
#include "process/process.hpp"

namespace assay {
namespace {

void check_id(const std::string& id) {
  const bool good = !id.empty() && id.size() <= 40 && id.front() >= 'a' && id.front() <= 'z' && id.back() != '-' &&
                    std::all_of(id.begin(), id.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  if (!good)
    throw Fault(cat("assignment ", assay::quoted(id), ": an id is lower-case letters, digits and hyphens, and begins with a letter"),
                "assay new message-queues");
}

void stamp(const fs::path& from, const fs::path& to, const std::string& id) {
  copy_tree(from, to);
  for (const auto& entry : fs::recursive_directory_iterator(to))
    if (entry.is_regular_file()) write_file(entry.path(), replaced(read_file(entry.path()), "{{id}}", id));
}

/// The suite's program, when the harness runs from the directory it was built in.
void build_suite(const Home& where, const std::string& id) {
  if (!fs::exists(where.parts / "CMakeCache.txt")) {
    std::cout << "  next: build the harness again, so that it has the suite's program\n";
    return;
  }
  // Children begin with umask 077, and the suite's program has to be open to the user that it runs as.
  const Spawn cmake{.argv = {"/bin/sh", "-c", R"(umask 022; exec cmake --build "$0" --target "$@")", where.parts.string(),
                             cat("suite-", id, "-all"), cat("suite-", id, "-public")},
                    .environment = {{"PATH", std::getenv("PATH") ? std::getenv("PATH") : "/usr/bin:/bin"}, {"LANG", "C.UTF-8"}}};
  std::cout << "  building its suite …" << std::endl;
  const Completed done = run(cmake, Deadline::in(std::chrono::minutes(10)));
  if (!done.ok()) throw environment_fault(cat("the suite of ", id, " does not build: ", printable(clipped(done.out + done.err, 2000))));
}

}  // namespace

int run_new(const NewCommand& command) {
  const Home where = home();
  const std::string& id = command.assignment;
  check_id(id);
  const fs::path stamps = where.root / "templates" / "assignment";
  const std::vector<std::pair<fs::path, fs::path>> parts{{stamps / "assignment", fs::path("assignments") / id},
                                                         {stamps / "reference", fs::path("reference") / id / "python"},
                                                         {stamps / "starter", fs::path("templates") / "starter" / id},
                                                         {stamps / "rubric.toml", fs::path("rubrics") / (id + ".toml")}};
  for (const auto& [from, to] : parts)
    if (fs::exists(where.root / to)) throw Fault(cat(to.string(), ": is there already"), "choose another id, or remove it");
  for (const auto& [from, to] : parts) {
    fs::create_directories((where.root / to).parent_path());
    if (fs::is_directory(from)) stamp(from, where.root / to, id);
    else write_file(where.root / to, replaced(read_file(from), "{{id}}", id));
    std::cout << "  " << to.string() << '\n';
  }
  build_suite(where, id);
  std::cout << "  next: assay verify " << id << "; CONTRIBUTING.md says what each file is for\n";
  return 0;
}

}  // namespace assay
