// The student's own tests: those that the task names exist, run and pass. How much they notice is not decided here.
#include <algorithm>

#include "testkit/testkit.hpp"

namespace assay::testkit {
namespace {

/// Names of tests as pytest lists them with -rA: "PASSED tests/test_crud.py::test_create_product".
std::vector<std::string> names_with(const std::string& output, const std::string& word) {
  std::vector<std::string> names;
  for (const std::string& line : split(output, '\n')) {
    const auto at = line.rfind("::");
    if (!line.starts_with(word + " ") || at == std::string::npos) continue;
    names.push_back(line.substr(at + 2, line.find_first_of(" [", at) - at - 2));
  }
  return names;
}

class OwnTests : public testing::Test {
 protected:
  /// One run serves the group: the tests are the student's and cost what they cost.
  static const Ended& ended() {
    static const Ended once = roles("own_tests").run();
    return once;
  }
  static bool exist() {
    const auto& files = unit().spec.files;
    return std::any_of(files.begin(), files.end(), [](const std::string& file) {
      return file.starts_with("tests/") && file.ends_with(".py") && file.find("test") != std::string::npos &&
             file != "tests/conftest.py";
    });
  }
};

TEST_F(OwnTests, Exist) {
  demand(ExpectationKind::file, "tests/test_*.py", term::of("present"), term::of("absent"), exist());
  std::vector<std::string> names = names_with(ended().output, "PASSED");
  for (const char* word : {"FAILED", "ERROR"}) {
    const auto more = names_with(ended().output, word);
    names.insert(names.end(), more.begin(), more.end());
  }
  for (const std::string& word : unit().spec.own_test_names) {
    const bool found = std::any_of(names.begin(), names.end(),
                                   [&](const std::string& name) { return name.find(word) != std::string::npos; });
    expect(ExpectationKind::element, word, term::of("present"), found ? term::of("present") : term::of("absent"), found);
  }
}

TEST_F(OwnTests, Pass) {
  demand(ExpectationKind::file, "tests/test_*.py", term::of("present"), term::of("absent"), exist());
  for (const char* word : {"FAILED", "ERROR"})
    for (const std::string& name : names_with(ended().output, word))
      expect(ExpectationKind::test_passes, name, nullptr, nullptr, false);
  expect(ExpectationKind::exit_status, "own_tests", 0, ended().in_time ? Json(ended().status) : term::of("no_answer"), ended().ok());
}

}  // namespace
}  // namespace assay::testkit
