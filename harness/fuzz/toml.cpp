// The loaders of TOML. The first line of the input says which: "# assignment", "# feedback", "# rubric", "# mutants",
// "# submission" or "# circumstances".
#include <map>

#include "base/fault.hpp"
#include "base/files.hpp"
#include "fuzz/fuzz.hpp"
#include "load/assignment_file.hpp"
#include "load/submission_toml.hpp"

using namespace assay;
using fuzz::promise;

namespace {

constexpr const char* good_assignment = R"(id = "shop"
title = { uk = "Крамниця", ru = "Магазин", en = "Shop" }
[role.api]
command = ["server", "{port}"]
default_port = 8000
[[group]]
name = "Health"
roles = ["api"]
[[group]]
name = "Create"
roles = ["api"]
)";

/// A course of one assignment, as the loaders find it on disk.
class Course {
 public:
  Course() {
    fs::create_directories(directory / "mutants");
    fs::create_directories(home.root / "templates/starter/shop/tests");
    write_file(home.root / "templates/starter/shop/tests/conftest.py", "\n");
    write_file(directory / "mutants/no-commit.patch", "\n");
    assignment = read(good_assignment, "");
  }

  Assignment read(std::string_view text, std::string_view feedback) const {
    write_file(directory / "assignment.toml", text);
    write_file(directory / "feedback.toml", feedback);
    return read_assignment(home, "shop", [this](const fs::path& program) {
      using Tests = std::vector<std::string>;
      return program == home.checks() ? Tests{"Prepare.Builds", "Static.Imports", "OwnTests.Pass"}
                                      : Tests{"Health.Says", "Health.Recovers", "Create.Answers"};
    });
  }

  fs::path written(std::string_view text) const {
    write_file(directory / "one.toml", text);
    return directory / "one.toml";
  }

 private:
  const TemporaryDirectory place{work_place(0), "assay-fuzz-"};

 public:
  const Home home{place.path() / "course", place.path() / "parts"};
  const fs::path directory = home.root / "assignments/shop";
  Assignment assignment;
};

void load_submission(const Course& course, std::string_view text) {
  const OwnCommands own = read_submission_toml(course.written(text), {"api", "migrate"});
  for (const auto& [role, command] : own.commands) promise((role == "api" || role == "migrate") && !command.empty(), "roles");
}

void load_one_rubric(const Course& course, std::string_view text) {
  const Rubric rubric = load_rubric_file(course.written(text), course.assignment);
  std::map<CriterionKind, Points> sums;
  for (const Criterion& criterion : rubric.criteria) {
    promise(!criterion.id.empty() && criterion.title.complete(), "criteria are complete");
    promise(criterion.points.hundredths > 0, "points");
    sums[criterion.kind] += criterion.points;
  }
  for (const auto& [kind, total] : rubric.totals) promise(sums[kind] == total, "points add up");
}

void load_some_mutants(const Course& course, std::string_view text) {
  Rubric rubric;
  rubric.criteria.resize(1);
  rubric.criteria[0].id = "create";
  write_file(course.directory / "mutants/mutants.toml", text);
  for (const Mutant& mutant : load_mutants(course.assignment, rubric))
    promise(mutant.patch.parent_path() == course.directory / "mutants", "patches lie beside the file");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Course course;
  const std::string_view text = fuzz::text(data, size), loader = text.substr(0, text.find('\n'));
  try {
    if (loader == "# assignment") course.read(text, "");
    else if (loader == "# feedback") course.read(good_assignment, text);
    else if (loader == "# rubric") load_one_rubric(course, text);
    else if (loader == "# mutants") load_some_mutants(course, text);
    else if (loader == "# submission") load_submission(course, text);
    else if (loader == "# circumstances") load_circumstances(course.written(text));
    else return -1;   // nothing that the corpus should keep
  } catch (const Fault&) {
  }
  return 0;
}
