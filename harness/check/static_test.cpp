// Static checks: existing tools, pinned and deaf to the submission's own configuration, on the student's own files alone.
// Imports and dead code count; secrets and string-built SQL are pointers for the reader.
#include <set>

#include "testkit/testkit.hpp"

namespace assay::testkit {
namespace {

class Static : public testing::Test {
 protected:
  /// The tool's output, or the end of the test: without files of the student's there is nothing to check.
  static std::string output_of(const char* tool, const std::set<int>& good_statuses) {
    if (!unit().spec.roles.contains(tool)) return {};
    const Ended ended = roles(tool).run();
    if (!ended.in_time || !good_statuses.contains(ended.status))
      throw std::runtime_error(cat(tool, " ended with status ", ended.status, ": ", ended.output));
    return ended.output;
  }

  /// What ruff found of the given codes, a line each: "app/main.py:1:8: F401 [*] `os` imported but unused".
  static void expect_none(const std::set<std::string>& codes, bool advice) {
    const std::string output = output_of("ruff", {0, 1});
    if (output.empty()) GTEST_SKIP();
    for (const std::string& line : split(output, '\n')) {
      const auto end = line.find(": ");
      if (end == std::string::npos) continue;
      const std::string code = line.substr(end + 2, line.find(' ', end + 2) - end - 2);
      if (!codes.contains(code)) continue;
      const std::string place = line.substr(0, line.rfind(':', end - 1));  // without the column
      expect(ExpectationKind::finding, place, term::nothing(),
             term::of("finding", {{"code", code}, {"what", line.substr(end + 2)}}), advice);
    }
  }
};

TEST_F(Static, UnusedImports) { expect_none({"F401", "F811", "F841"}, false); }

TEST_F(Static, DeadCode) {
  const std::string output = output_of("vulture", {0, 3});
  for (const std::string& line : split(output, '\n')) {
    // app/crud.py:12: unreachable code after 'return' (100% confidence)
    const auto end = line.find(": ");
    if (end == std::string::npos || line.find("unreachable") == std::string::npos) continue;
    expect(ExpectationKind::finding, line.substr(0, end), term::nothing(),
           term::of("finding", {{"code", "vulture"}, {"what", line.substr(end + 2)}}), false);
  }
}

/// How the program is written, as style.py found it: one look for all tests.
class Written {
 public:
  Written() {
    if (!unit().spec.roles.contains("style")) return;
    const Ended ended = roles("style").run();
    found_ = Json::parse(ended.output, nullptr, false);
    if (!ended.ok() || !found_.is_object()) throw std::runtime_error(cat("style.py ended with status ", ended.status, ": ", ended.output));
  }

  /// Notes what was found by these rules; false when none of them is about anything in this program.
  bool expect_none(const std::set<std::string>& rules) const {
    bool applies = false;
    for (const Json& rule : found_.value("applies", Json::array())) applies = applies || rules.contains(rule);
    for (const Json& finding : found_.value("findings", Json::array())) {
      const std::string rule = finding.at("rule"), place = finding.at("place");
      if (!rules.contains(rule)) continue;
      if (rule == "files") expect(ExpectationKind::file, place, term::of("present"), term::of("absent"), false);
      else expect(ExpectationKind::finding, place, term::nothing(), term::of("finding", {{"code", rule}, {"what", finding.at("what")}}), false);
    }
    return applies;
  }

 private:
  Json found_ = Json::object();
};

/// Ends the test as one that does not apply where the rules have nothing to be about.
void expect_written_by(const std::set<std::string>& rules) {
  static const Written written;
  if (written.expect_none(rules)) return;
  blame({CauseKind::no_subject, ""}, Verdict::skipped);
  [] { GTEST_SKIP(); }();
}

TEST_F(Static, ClassesAreDocumented) { expect_written_by({"documented"}); }
TEST_F(Static, ClassesShowThemselves) { expect_written_by({"printable"}); }
TEST_F(Static, FunctionsAreAnnotated) { expect_written_by({"annotated"}); }
TEST_F(Static, RelationshipsHaveTwoSides) { expect_written_by({"two_sided"}); }
TEST_F(Static, NamesAreExported) { expect_written_by({"exported"}); }
TEST_F(Static, FilesAreThere) { expect_written_by({"files", "mentions", "ignored"}); }

/// Advice: the test passes whatever it finds, and the report shows the places.
TEST_F(Static, Secrets) { expect_none({"S105", "S106", "S107", "S608"}, true); }

}  // namespace
}  // namespace assay::testkit
