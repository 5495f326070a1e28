// TaskTexts with their anchors, and the mistakes of the lesson.
#include <gtest/gtest.h>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "load/load.hpp"
#include "load/toml_file.hpp"

namespace assay {
namespace {

class Texts : public testing::Test {
 protected:
  Texts() {
    assignment.directory = place.path();
    assignment.groups = {{.name = "Notes", .tests = {"Notes.Create", "Notes.Read"}}};
    assignment.texts["Notes.Create"] = {};
    for (const Language language : all_languages) statement("# Notes\n\nNothing binds.\n", language);
  }
  void statement(const std::string& text, Language language = Language::en) {
    write_file(place.path() / cat("README.", code(language), ".md"), text);
  }
  void mistakes(const std::string& text) { write_file(place.path() / "mistakes.toml", text); }

  template <class Call>
  std::string complaint_of(Call call) {
    try {
      call();
      return "no complaint";
    } catch (const Fault& fault) {
      return replaced(fault.what(), shown_path(place.path()) + "/", "");
    }
  }
  std::string statement_complaint() {
    return complaint_of([&] { load_task_texts(assignment); });
  }
  std::string mistake_complaint() {
    return complaint_of([&] { load_mistakes(assignment); });
  }

  TemporaryDirectory place{fs::temp_directory_path(), "assay-texts-test-"};
  Assignment assignment;
};

const std::string anchored =
    "# Notes\n\nStored. <!-- c: create -->\n\n## Mistakes\n\n| says | is <!-- m: plain-string --> |\n<!-- c: lonely -->\n"
    "Both.<!--c:a--> <!-- c: b-2 --> And on.\n";

TEST_F(Texts, GiveTheirAnchorsWithTheSection) {
  statement(anchored);
  const TaskText got = load_task_texts(assignment).at(Language::en);
  ASSERT_EQ(got.sentences.size(), 4u);
  EXPECT_EQ(got.sentences[0].name, "create");
  EXPECT_EQ(got.sentences[0].section, "Notes");
  EXPECT_EQ(got.sentences[3].name, "b-2");
  ASSERT_EQ(got.mistakes.size(), 1u);
  EXPECT_EQ(got.mistakes[0].name, "plain-string");
  EXPECT_EQ(got.mistakes[0].section, "Mistakes");
}

TEST_F(Texts, ReachStudentsWithoutAnchors) {
  statement(anchored);
  EXPECT_EQ(statement_for_students(assignment, Language::en), "# Notes\n\nStored.\n\n## Mistakes\n\n| says | is |\nBoth. And on.\n");
}

TEST_F(Texts, RefuseACommentThatIsNoAnchor) {
  for (const char* comment : {"<!-- c: Two Words -->", "<!-- todo -->", "<!-- c: -->", "<!-- c: open", "<!-- x: name -->"}) {
    statement(cat("# Notes\n\nStored. ", comment, "\n"));
    EXPECT_TRUE(statement_complaint().starts_with("README.en.md:3: a comment that is no anchor: ")) << statement_complaint();
  }
}

TEST_F(Texts, RefuseAMissingLanguage) {
  fs::remove(place.path() / "README.ru.md");
  EXPECT_NE(statement_complaint().find("README.ru.md"), std::string::npos) << statement_complaint();
}

const std::string head = "[[mistake]]\nid = 'plain-string'\nlesson = 'health'\nsays = 'a'\nis = 'b'\n";

TEST_F(Texts, ReadTheMistakesOfTheLesson) {
  EXPECT_TRUE(load_mistakes(assignment).empty());
  mistakes(head + "tests = ['Notes.Create', 'Notes.Read']\nstatement = true\nhint = 'Notes.Create'\n");
  const std::vector<Mistake> got = load_mistakes(assignment);
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].id, "plain-string");
  EXPECT_EQ(got[0].tests.size(), 2u);
  EXPECT_TRUE(got[0].statement);
  EXPECT_EQ(got[0].hint, "Notes.Create");
}

TEST_F(Texts, RefuseAMistakeThatIsAnsweredNowhere) {
  mistakes(head);
  EXPECT_EQ(mistake_complaint(), "mistakes.toml:1:1: 'plain-string' is answered nowhere");
  mistakes(head + "tests = []\nstatement = false\n");
  EXPECT_EQ(mistake_complaint(), "mistakes.toml:1:1: 'plain-string' is answered nowhere");
}

TEST_F(Texts, RefuseAnswersThatAreNotThere) {
  mistakes(head + "tests = ['Notes.Creat']\n");
  EXPECT_EQ(mistake_complaint(), "mistakes.toml:6:10: 'Notes.Creat' is no test (closest: Notes.Create)");
  mistakes(head + "hint = 'Nots.Read'\n");
  EXPECT_EQ(mistake_complaint(), "mistakes.toml:6:8: 'Nots.Read' is no test (closest: Notes.Read)");
  mistakes(head + "hint = 'Notes.Read'\n");
  EXPECT_EQ(mistake_complaint(), "mistakes.toml:6:8: 'Notes.Read' has no hint in feedback.toml");
  mistakes(head + "statement = true\n" + head + "statement = true\n");
  EXPECT_EQ(mistake_complaint(), "mistakes.toml:8:6: id: 'plain-string' stands twice");
  mistakes(head + "statement = true\nsay = 'x'\n");
  EXPECT_EQ(mistake_complaint(), "mistakes.toml:7:1: unknown key 'say' (closest: says)");
}

}  // namespace
}  // namespace assay
