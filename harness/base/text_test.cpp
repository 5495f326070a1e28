#include "base/text.hpp"

#include <gtest/gtest.h>

#include <iomanip>
#include <utility>

namespace assay {
namespace {

TEST(Text, PrintableKeepsTextAndShowsWhatCouldActOnATerminal) {
  EXPECT_EQ(printable("Товар № 1\tі\nкінець 😀"), "Товар № 1\tі\nкінець 😀");
  EXPECT_EQ(printable("\x1b[31mred"), "␛[31mred");
  EXPECT_EQ(printable("a\r\nb"), "a\nb");
  EXPECT_EQ(printable("a\rb"), "a�b");
  EXPECT_EQ(printable(std::string_view("\0\x07\x7f", 3)), "���");
  EXPECT_EQ(printable("\xC2\x9B" "31m"), "�31m") << "a C1 control";
  EXPECT_EQ(printable("\xE2\x80\xAE" "gpj.exe"), "�gpj.exe") << "right-to-left override";
}

TEST(Text, PrintableReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(printable("\xFF"), "�");
  EXPECT_EQ(printable("\xD0"), "�") << "cut off";
  EXPECT_EQ(printable("\xC0\xAF"), "��") << "overlong";
  EXPECT_EQ(printable("\xED\xA0\x80"), "���") << "surrogate";
  EXPECT_EQ(printable("\xF4\x90\x80\x80"), "����") << "above U+10FFFF";
}

TEST(Text, ClippedCutsBetweenCharactersAndCountsTheRest) {
  EXPECT_EQ(clipped("abc", 3), "abc");
  EXPECT_EQ(clipped("abcd", 3), "abc… (+1)");
  EXPECT_EQ(clipped("яя", 3), "я… (+2)");
}

TEST(Text, QuotedIsOneSafeLine) {
  EXPECT_EQ(quoted("a\nb"), "'a\\nb'");
  EXPECT_EQ(quoted("\x1b"), "'␛'");
  EXPECT_EQ(one_line("a\n::error::b"), "a\\n::error::b");
  EXPECT_EQ(one_line("##[error]"), "##\u200b[error]");
  std::string text = "a";
  EXPECT_EQ(cat(quoted(text), quoted(std::as_const(text))), "'a''a'") << "std::quoted() must not be found instead";
  EXPECT_EQ(quoted(std::string(300, 'x')), "'" + std::string(200, 'x') + "… (+100)'");
}

TEST(Text, SplitsAndJoins) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), std::vector<std::string>{""});
  EXPECT_EQ(join({"a", "", "b"}, ", "), "a, , b");
  EXPECT_EQ(join({}, ", "), "");
  EXPECT_EQ(trimmed(" \t a b\r\n"), "a b");
  EXPECT_EQ(trimmed(" \n"), "");
  EXPECT_EQ(replaced("aXbX", "X", "XX"), "aXXbXX");
  EXPECT_TRUE(starts_with_any("tests/a", {"app/", "tests/"}));
  EXPECT_FALSE(starts_with_any("tests/a", {}));
}

TEST(Text, PatternsMatchWholeNames) {
  EXPECT_TRUE(matches("Health.*", "Health.SaysConnected"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("*.Sku", "Model.Sku"));
  EXPECT_TRUE(matches("a*b*c", "a-b-b-c"));
  EXPECT_TRUE(matches("Model.Sku", "Model.Sku"));
  EXPECT_FALSE(matches("Model.Sku", "Model.SkuIsUnique"));
  EXPECT_FALSE(matches("Health.*", "HealthX"));
  EXPECT_FALSE(matches("", "a"));
}

TEST(Text, NamesTheClosestCandidateOrNone) {
  EXPECT_EQ(closest("postgre", {"redis", "postgres", "mongo"}), "postgres");
  EXPECT_EQ(closest("Invalidate.All", {"Invalidation.All", "Reads.All"}), "Invalidation.All");
  EXPECT_EQ(closest("zzz", {"redis", "postgres"}), "");
  EXPECT_EQ(closest("x", {}), "");
}

}  // namespace
}  // namespace assay
