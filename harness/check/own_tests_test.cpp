// The student's own tests: those that the task names exist, run and pass; and they notice when the program is broken on purpose. Each
// `Notice…` runs in a unit of its own, on a copy of the program that was altered (harness/own_tests.cpp makes it).
#include <algorithm>

#include "testkit/testkit.hpp"

namespace assay::testkit {
namespace {

constexpr std::size_t longest_name = 300;

/// What pytest says of a test or file in its summary: "FAILED tests/test_crud.py::test_list[a - b] - assert …".
std::string name_in(std::string_view line) {
  const auto bracket = line.find('['), call = line.find("::");
  const bool parameters = call != std::string_view::npos && bracket != std::string_view::npos && bracket < line.find(" - ");
  const auto end = parameters ? line.find("] - ", bracket) : line.find(" - ");
  return std::string(line.substr(0, end == std::string_view::npos ? end : end + parameters));
}

std::vector<std::string> names_with(const std::string& output, const std::string& word) {
  const auto summary = output.rfind("= short test summary info =");
  std::vector<std::string> names;
  for (const std::string& line : split(std::string_view(output).substr(summary == std::string::npos ? 0 : summary), '\n')) {
    if (!line.starts_with(word + " ")) continue;
    const std::string name = name_in(std::string_view(line).substr(word.size() + 1));
    const bool of_a_file = name.find(".py::") != std::string::npos || name.ends_with(".py");
    if (of_a_file && name.size() <= longest_name && printable(name) == name) names.push_back(name);
  }
  return names;
}

/// Tests that fail, and files that cannot be read.
std::vector<std::string> failing(const std::string& output) {
  std::vector<std::string> names = names_with(output, "FAILED");
  const std::vector<std::string> errors = names_with(output, "ERROR");
  names.insert(names.end(), errors.begin(), errors.end());
  return names;
}

class OwnTests : public testing::Test {
 protected:
  /// One run serves the group: the tests are the student's and cost what they cost. What can be altered is found before, as long as
  /// nothing of the submission has run in this cell.
  static const Ended& ended() {
    static const Ended once = [] {
      if (unit().spec.roles.contains("alter")) roles("alter").run();
      return roles("own_tests").run();
    }();
    return once;
  }
  static bool exist() {
    const auto& files = unit().spec.files;
    return std::any_of(files.begin(), files.end(), [](const std::string& file) {
      return file.starts_with("tests/") && file.ends_with(".py") && file.find("test") != std::string::npos &&
             file != "tests/conftest.py";
    });
  }

  /// The test that passed on the program as it is and does not on this one; nothing when all pass. What is printed is believed only
  /// together with the exit status, and counts only where it fails here and not on a program that does the same.
  static Json fails_here() {
    if (!ended().in_time) return term::of("no_answer");
    if (ended().ok()) return term::nothing();
    const auto& aside = unit().spec.set_aside;
    for (const std::string& name : failing(ended().output))
      if (std::find(aside.begin(), aside.end(), name) == aside.end()) return name;
    return term::nothing();
  }

  static void expect_noticed(const char* kind) {
    const Json by = fails_here();
    expect(ExpectationKind::notices, kind, unit().spec.alteration, by, by != term::nothing());
  }
};

TEST_F(OwnTests, Exist) {
  demand(ExpectationKind::file, "tests/test_*.py", term::of("present"), term::of("absent"), exist());
  std::vector<std::string> names = failing(ended().output);
  const std::vector<std::string> passed = names_with(ended().output, "PASSED");
  names.insert(names.end(), passed.begin(), passed.end());
  for (const std::string& word : unit().spec.own_test_names) {
    const bool found = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      const std::string plain = name.substr(0, name.find('['));
      const auto own = plain.rfind("::");
      return own != std::string::npos && plain.find(word, own) != std::string::npos;
    });
    expect(ExpectationKind::element, word, term::of("present"), found ? term::of("present") : term::of("absent"), found);
  }
}

TEST_F(OwnTests, Pass) {
  demand(ExpectationKind::file, "tests/test_*.py", term::of("present"), term::of("absent"), exist());
  for (const std::string& name : failing(ended().output)) expect(ExpectationKind::test_passes, name, nullptr, nullptr, false);
  note(StepKind::command, {{"argv", {"pytest"}}, {"status", ended().status}, {"passed", names_with(ended().output, "PASSED").size()}});
  expect(ExpectationKind::exit_status, "own_tests", 0, ended().in_time ? Json(ended().status) : term::of("no_answer"), ended().ok());
}

/// On a program that is written in another way and does the same.
TEST_F(OwnTests, Steady) {
  const Json by = fails_here();
  expect(ExpectationKind::steady, "tests", nullptr, by == term::nothing() ? Json() : by, by == term::nothing());
}

TEST_F(OwnTests, NoticeDelete) { expect_noticed("delete"); }
TEST_F(OwnTests, NoticeCommit) { expect_noticed("commit"); }
TEST_F(OwnTests, NoticeMissing) { expect_noticed("missing"); }
TEST_F(OwnTests, NoticeStatus) { expect_noticed("status"); }
TEST_F(OwnTests, NoticeCreate) { expect_noticed("create"); }
TEST_F(OwnTests, NoticeUpdate) { expect_noticed("update"); }
TEST_F(OwnTests, NoticeFilter) { expect_noticed("filter"); }
TEST_F(OwnTests, NoticeLimit) { expect_noticed("limit"); }

}  // namespace
}  // namespace assay::testkit
