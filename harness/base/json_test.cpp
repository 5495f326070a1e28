#include "base/json.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string lists(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Json, IsReadUpToADepth) {
  EXPECT_FALSE(parse_json(lists(100)).is_discarded());
  EXPECT_TRUE(parse_json(lists(101)).is_discarded());
  EXPECT_TRUE(parse_json(lists(1'000'000)).is_discarded());
  EXPECT_FALSE(parse_json(lists(101), 101).is_discarded());
}

TEST(Json, DepthIsNotThatOfText) {
  EXPECT_EQ(parse_json("[\"[[\\\"[[\", \"\\\\\", [\"]\"]]", 2).size(), 3u);
  EXPECT_TRUE(parse_json("[\"[[\\\"[[\", \"\\\\\", [[\"]\"]]]", 2).is_discarded());
}

TEST(Json, IsNotReadFromOtherText) {
  for (const char* text : {"", "[", "]", "{\"a\"}", "[1] [2]", "\xff", "\"\xff\""}) EXPECT_TRUE(parse_json(text).is_discarded()) << text;
}

}  // namespace
}  // namespace assay
