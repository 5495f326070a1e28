#include "base/instants.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Instants, OfTheRunAreNow) {
  const auto shown = [](const char* text) { return without_instants(text, "2026-11-30T23:10:00Z"); };
  EXPECT_EQ(shown(R"({"at":"2026-11-30T23:10:04.161073Z","n":7})"), R"({"at":"now","n":7})");
  EXPECT_EQ(shown("got 2026-12-01 01:10:04+02:00, 3 rows"), "got now, 3 rows");
  EXPECT_EQ(shown("argument $4: datetime.datetime(2026, 11, 30, 23, 10, 17, 5)!"), "argument $4: now!");
  EXPECT_EQ(shown("argument $4: datetime.datetime(2026, 11, 30, 23, 10... (naive)"), "argument $4: now... (naive)");
  EXPECT_EQ(shown("2026-11-30T23:10:04"), "now");
}

TEST(Instants, OfOtherDaysStay) {
  for (const char* text : {"2020-02-29T00:00:00Z", "datetime.datetime(1999, 12, 31, 23, 59)", "10 of 20 points", "2026-11-30", "datetime.", ""})
    EXPECT_EQ(without_instants(text, "2026-11-30T23:10:00Z"), text);
}

}  // namespace
}  // namespace assay
