#include "report/difference.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string marked(const std::vector<Piece>& pieces) {
  std::string text;
  for (const Piece& piece : pieces) text += piece.differs ? "[" + piece.text + "]" : piece.text;
  return text;
}

std::string both(std::string_view expected, std::string_view got) {
  const Difference found = difference(expected, got);
  return marked(found.expected) + " | " + marked(found.got);
}

TEST(Difference, MarksTheWordsThatDiffer) {
  EXPECT_EQ(both("one two three", "one 2 three"), "one [two] three | one [2] three");
  EXPECT_EQ(both("12.5", "12"), "12[.5] | 12");
  EXPECT_EQ(both("201", "200"), "[201] | [200]") << "a number is one word";
  EXPECT_EQ(both("Лампа синя", "Лампа чорна"), "Лампа [синя] | Лампа [чорна]");
}

TEST(Difference, FindsWhatIsMissingInAnObject) {
  EXPECT_EQ(both("{\n  \"id\": 1,\n  \"price\": 5\n}", "{\n  \"id\": 1\n}"), "{\n  \"id\": 1[,\n  \"price\": 5]\n} | {\n  \"id\": 1\n}");
}

TEST(Difference, TakesWholeLinesWhereALineIsMissing) {
  EXPECT_EQ(both("{\n  \"id\": 1,\n  \"price\": 5,\n  \"name\": 2\n}", "{\n  \"id\": 1,\n  \"name\": 2\n}"),
            "{\n  \"id\": 1,\n[  \"price\": 5,\n]  \"name\": 2\n} | {\n  \"id\": 1,\n  \"name\": 2\n}");
}

TEST(Difference, FindsWhatStandsElsewhere) { EXPECT_EQ(both("1,2,3", "3,1,2"), "1,2[,3] | [3,]1,2"); }

TEST(Difference, IsNothingBetweenEqualTexts) {
  EXPECT_EQ(both("same", "same"), "same | same");
  EXPECT_EQ(both("", "x"), " | [x]");
  EXPECT_EQ(both("", ""), " | ");
}

TEST(Difference, GivesBothTextsBackWhateverTheyHold) {
  std::string long_a, long_b;
  for (int i = 0; i < 1200; ++i) {
    long_a += std::to_string(i * 7 % 13) + ' ';
    long_b += std::to_string(i * 5 % 11) + ',';
  }
  const Difference found = difference(long_a, long_b);
  std::string a, b;
  for (const Piece& piece : found.expected) a += piece.text;
  for (const Piece& piece : found.got) b += piece.text;
  EXPECT_EQ(a, long_a);
  EXPECT_EQ(b, long_b);
}

}  // namespace
}  // namespace assay
