#include "report/versus.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "report/difference.hpp"
#include "report/sample_test.hpp"
#include "report/terminal_page.hpp"

namespace assay {
namespace {

Json pieces(const std::vector<Piece>& found) {
  Json view = Json::array();
  for (const Piece& piece : found) view.push_back({{"text", piece.text}, {"differs", piece.differs}});
  return view;
}

Json expectation(const std::string& expected, const std::string& got) {
  const Difference found = difference(expected, got);
  return {{"expected_pieces", pieces(found.expected)}, {"got_pieces", pieces(found.got)}};
}

std::string shown(const std::string& expected, const std::string& got, TerminalStyle style, Language language = Language::en) {
  const Messages messages(sample::options(language).templates, language);
  TerminalPage page(style);
  show_versus(page, "  ", expectation(expected, got), messages);
  return std::move(page).text();
}

const std::string lamp = "{\n  \"name\": \"Лампа\",\n  \"price\": 12.5\n}", cheap_lamp = "{\n  \"name\": \"Лампа\",\n  \"price\": 12\n}";

TEST(Versus, PutsOneLineBelowTheOtherAndMarksWhatDiffers) {
  EXPECT_EQ(shown("Лампа синя", "Лампа чорна", {80, false}),
            "  Expected  Лампа синя\n"
            "                  ^^^^\n"
            "  Got       Лампа чорна\n"
            "                  ^^^^^\n");
}

TEST(Versus, PutsLinesSideBySide) {
  EXPECT_EQ(shown(lamp, cheap_lamp, {80, false}),
            "  Expected           │ Got\n"
            "  {                  │ {\n"
            "    \"name\": \"Лампа\", │   \"name\": \"Лампа\",\n"
            "    \"price\": 12.5    │   \"price\": 12\n"
            "               ^^    │\n"
            "  }                  │ }\n");
}

TEST(Versus, PutsLinesOneBelowTheOtherWhereThePageIsNarrow) {
  EXPECT_EQ(shown(lamp, cheap_lamp, {40, false}, Language::uk),
            "  Очікували:\n  │ {\n  │   \"name\": \"Лампа\",\n  │   \"price\": 12.5\n  │              ^^\n  │ }\n"
            "  Отримали:\n  │ {\n  │   \"name\": \"Лампа\",\n  │   \"price\": 12\n  │ }\n");
}

TEST(Versus, KeepsWhatIsEqualLevelAroundAMissingLine) {
  EXPECT_EQ(shown("a\nb\nc\nd", "a\nc\nd", {80, false}),
            "  Expected │ Got\n"
            "  a        │ a\n"
            "  b        │\n"
            "  ^        │\n"
            "  c        │ c\n"
            "  d        │ d\n");
  EXPECT_EQ(shown("{\n  \"a\": 1,\n  \"b\": 2\n}", "{\n  \"b\": 2\n}", {80, false}),
            "  Expected  │ Got\n"
            "  {         │ {\n"
            "    \"a\": 1, │\n"
            "  ^^^^^^^^^ │\n"
            "    \"b\": 2  │   \"b\": 2\n"
            "  }         │ }\n");
}

TEST(Versus, LeavesOutLongRunsThatAreEqual) {
  std::string many;
  for (int i = 0; i < 30; ++i) many += cat("line ", i, "\n");
  EXPECT_EQ(shown(many + "x", many + "y", {80, false}),
            "  Expected │ Got\n"
            "  …        │ …\n"
            "  line 28  │ line 28\n"
            "  line 29  │ line 29\n"
            "  x        │ y\n"
            "  ^        │ ^\n");
}

TEST(Versus, ShowsEndsOfLinesWhereNothingElseDiffers) {
  EXPECT_EQ(shown("total 5\n", "total 5", {80, false}),
            "  Expected │ Got\n"
            "  total 5⏎ │ total 5\n"
            "         ^ │\n");
}

TEST(Versus, WrapsALongLineWithItsMarks) {
  const std::string text = shown(std::string(40, 'a') + " same b", std::string(40, 'a') + " same c", {40, false});
  EXPECT_EQ(text,
            cat("  Expected  ", std::string(28, 'a'), "\n            ", std::string(12, 'a'), " same b\n", std::string(30, ' '), "^\n",
                "  Got       ", std::string(28, 'a'), "\n            ", std::string(12, 'a'), " same c\n", std::string(30, ' '), "^\n"));
}

TEST(Versus, StaysWithinThePageAndTakesColoursBesideMarks) {
  for (const int columns : {40, 80, 120})
    for (const Language language : all_languages)
      for (const std::string& line : split(shown(lamp + std::string(200, 'x') + "\tend", cheap_lamp, {columns, true}, language), '\n'))
        EXPECT_LE(columns_of(line), columns) << line;
  EXPECT_NE(shown(lamp, cheap_lamp, {80, true}).find("\x1b[32m.5\x1b[0m"), std::string::npos);
  EXPECT_NE(shown(lamp, cheap_lamp, {80, true}).find("\x1b[32m^^\x1b[0m"), std::string::npos);
}

TEST(Versus, IsForValuesThatShareSomethingOrTakeLines) {
  EXPECT_TRUE(worth_comparing(expectation("12.5", "12")));
  EXPECT_TRUE(worth_comparing(expectation("[\n  1\n]", "{\n}")));
  EXPECT_FALSE(worth_comparing(expectation("12", "12"))) << "the sentence has to say how they differ";
  EXPECT_FALSE(worth_comparing({{"expected_pieces", Json::array()}, {"got_pieces", Json::array()}})) << "words";
  EXPECT_FALSE(worth_comparing({{"expected_pieces", {{{"text", "201"}, {"differs", false}}}}, {"got_pieces", {{{"text", "200"}, {"differs", false}}}}}))
      << "where nothing is shared, nothing is marked";
}

}  // namespace
}  // namespace assay
