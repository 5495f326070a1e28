// A person's marks, written into a file that people write too.
#include <gtest/gtest.h>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "load/load.hpp"

namespace assay {
namespace {

std::string marked(const std::string& text, const std::string& submission, const std::string& criterion, const std::optional<Mark>& mark) {
  return with_mark(text, "marks.toml", submission, criterion, mark);
}

Circumstances read(const std::string& text) {
  const TemporaryDirectory directory(fs::temp_directory_path(), "assay-marks-test-");
  write_file(directory.path() / "marks.toml", text);
  return load_circumstances(directory.path() / "marks.toml");
}

const Mark helping{{200}, "answered questions in the chat"};

TEST(Marks, ANewFileHoldsTheMark) {
  const std::string text = marked("", "ada", "bonus-helping", helping);
  const Circumstances circumstances = read(text);
  EXPECT_EQ(circumstances.students.at("ada").marks.at("bonus-helping").points, helping.points);
  EXPECT_EQ(circumstances.students.at("ada").marks.at("bonus-helping").comment, helping.comment);
}

constexpr const char* handwritten = R"(# Marks of group 2
deadline = 2026-11-22T23:59:00+03:00   # a Sunday

[submission.ada]          # repeats the year
deadline = 2026-11-24T23:59:00+03:00

[submission.ada.marks]
# asked in the chat
bonus-helping = { points = 1, comment = "їжак }" }   # to be looked at again
style = { points = 2 }

[submission.bob.marks.style]
points = 3   # three
comment = """two
lines"""

[submission."Іван Франко"]
marks.style = { points = 1 }   # dotted

[submission.eve]
marks = { style = { points = 2 } }   # in one line
)";

TEST(Marks, AChangeTouchesOneValueOfAHandwrittenFile) {
  EXPECT_EQ(marked(handwritten, "ada", "bonus-helping", Mark{{150}, "twice"}),
            replaced(handwritten, R"({ points = 1, comment = "їжак }" })", R"({ points = 1.5, comment = "twice" })"));
  EXPECT_EQ(marked(handwritten, "ada", "style", Mark{{250}, ""}), replaced(handwritten, "style = { points = 2 }\n", "style = { points = 2.5 }\n"));
  EXPECT_EQ(marked(handwritten, "bob", "style", Mark{{50}, "short"}),
            replaced(replaced(handwritten, "points = 3 ", "points = 0.5 "), "\"\"\"two\nlines\"\"\"", "\"short\""));
  EXPECT_EQ(marked(handwritten, "bob", "style", Mark{{50}, ""}),
            replaced(replaced(handwritten, "points = 3 ", "points = 0.5 "), "comment = \"\"\"two\nlines\"\"\"\n", ""));
  EXPECT_EQ(marked(handwritten, "eve", "style", Mark{{100}, ""}), replaced(handwritten, "{ style = { points = 2 } }", "{ style = { points = 1 } }"));
}

/// Lines of the old text in the order of the new one.
void expect_kept(const std::string& before, const std::string& after) {
  std::size_t from = 0;
  for (const std::string& line : split(before, '\n')) {
    const std::size_t at = after.find(line.substr(0, line.find('=')), from);
    ASSERT_NE(at, std::string::npos) << line << "\n---\n" << after;
    from = at;
  }
}

TEST(Marks, AMarkIsAddedToWhateverFormTheMarksHave) {
  for (const std::string submission : {"ada", "bob", "Іван Франко", "eve", "new", "a.b \"c\""}) {
    const std::string text = marked(handwritten, submission, "answers", helping);
    expect_kept(handwritten, text);
    Circumstances before = read(handwritten), after = read(text);
    EXPECT_EQ(after.students[submission].marks["answers"].comment, helping.comment) << text;
    EXPECT_EQ(after.deadline, before.deadline);
    after.students[submission].marks.erase("answers");
    for (const auto& [name, student] : before.students) {
      EXPECT_EQ(after.students.at(name).deadline, student.deadline);
      EXPECT_EQ(after.students.at(name).marks.size(), student.marks.size()) << text;
    }
  }
}

TEST(Marks, ARemovedMarkTakesItsOwnLinesAlong) {
  EXPECT_EQ(marked(handwritten, "ada", "style", std::nullopt), replaced(handwritten, "style = { points = 2 }\n", ""));
  const std::string without = marked(handwritten, "bob", "style", std::nullopt);
  EXPECT_EQ(without.find("three"), std::string::npos);
  EXPECT_FALSE(read(without).students.contains("bob"));
  EXPECT_EQ(marked(handwritten, "nobody", "style", std::nullopt), handwritten);
}

TEST(Marks, AFormThatCannotBeChangedIsLeftToThePerson) {
  try {
    // What would have to go stands in a line with what has to stay.
    marked("[submission.eve]\nmarks = { style = { points = 2 }, answers = { points = 1 } }\n", "eve", "style", std::nullopt);
    FAIL() << "changed";
  } catch (const Fault& fault) {
    EXPECT_NE(std::string(fault.what()).find("'eve'"), std::string::npos);
    EXPECT_NE(fault.hint().find("[submission.eve.marks]"), std::string::npos);
  }
  EXPECT_THROW(marked("deadline = ", "ada", "style", helping), Fault);
}

TEST(Marks, AnyCommentComesBackAsItWas) {
  for (const std::string comment : {"\"quoted\" \\ back", "two\nlines", "tab\there", "'''", "} # ]", "емодзі 🦔", ""}) {
    const std::string once = marked("", "ada", "style", Mark{{100}, comment}), twice = marked(once, "ada", "style", Mark{{200}, comment});
    EXPECT_EQ(read(twice).students.at("ada").marks.at("style").comment, comment);
    EXPECT_EQ(read(twice).students.at("ada").marks.at("style").points, Points::of(2));
  }
  EXPECT_EQ(read(marked("", "ada", "style", Mark{{100}, "bad \xff\x1b[2J byte"})).students.at("ada").marks.at("style").comment,
            printable("bad \xff\x1b[2J byte"));
}

TEST(Marks, MarksBesideTheRecordStandAboveTheCircumstances) {
  Circumstances below = read(handwritten);
  overlay(below, read("[submission.ada.marks]\nstyle = { points = 0, comment = \"copied\" }\n"));
  EXPECT_EQ(below.students["ada"].marks["style"].comment, "copied");
  EXPECT_EQ(below.students["ada"].marks["bonus-helping"].points, Points::of(1));
  EXPECT_TRUE(below.students["ada"].deadline.has_value());
  EXPECT_TRUE(below.deadline.has_value());
}

TEST(CoursePlan, FindsTheAssignmentByTheRepository) {
  const TemporaryDirectory directory(fs::temp_directory_path(), "assay-plan-test-");
  const fs::path file = directory.path() / "course.toml";
  write_file(file, "require = \"50%\"\nlang = \"uk\"\n[assignment.products-api]\nrepositories = [\"products-api-*\", \"lab1-*\"]\n[assignment.tags]\nrepositories = [\"*\"]\nrequire = \"full\"\n");
  const CoursePlan plan = load_course_plan(file, {"products-api", "tags"});
  EXPECT_EQ(entry_for(plan, "org/lab1-ada")->assignment, "products-api");
  EXPECT_EQ(entry_for(plan, "org/lab1-ada")->require, "50%");
  EXPECT_EQ(entry_for(plan, "lab1-org/other")->require, "full");
  EXPECT_THROW(load_course_plan(file, {"products-api", "tag"}), Fault);
}

}  // namespace
}  // namespace assay
