#include "load/suite_list.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"
#include "process/process.hpp"

namespace assay {

std::vector<std::string> parse_test_list(const std::string& text) {
  std::vector<std::string> tests;
  std::string group;
  for (const std::string& line : split(text, '\n')) {
    // "Group." or "Group/0.  # TypeParam = int"; below it "  Test" or "  Test/0  # GetParam() = 1".
    const std::string name = trimmed(line.substr(0, line.find('#')));
    if (name.empty()) continue;
    if (line.starts_with("  ")) {
      if (!group.empty()) tests.push_back(group + name);
    } else {
      group = name.ends_with('.') && name.find(' ') == std::string::npos ? name : "";
    }
  }
  return tests;
}

std::vector<std::string> tests_in(const fs::path& program) {
  if (!fs::exists(program))
    throw Fault(cat(program.string(), ": the program of the tests is not there"), "build it: cmake --build --preset release");
  Spawn spawn;
  spawn.argv = {program.string(), "--gtest_list_tests"};
  const Completed listed = run(std::move(spawn), Deadline::in(std::chrono::seconds(30)));
  if (!listed.ok())
    throw environment_fault(cat(program.string(), ": does not list its tests: ",
                                listed.timed_out ? "no answer within 30 s" : describe_status(listed.status)));
  return parse_test_list(listed.out);
}

}  // namespace assay
