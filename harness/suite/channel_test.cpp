#include "suite/channel.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string ended(const char* test, Verdict verdict) {
  TestOutcome outcome{.group = "Health", .test = test, .verdict = verdict};
  return to_text(Json{{"event", "end"}, {"outcome", to_json(outcome)}}) + "\n";
}

TEST(Channel, KeepsWhatCameBeforeACrash) {
  Channel channel;
  EXPECT_TRUE(channel.feed("{\"event\":\"start\",\"test\":\"Health.SaysConnected\"}\n" + ended("SaysConnected", Verdict::passed)));
  EXPECT_TRUE(channel.feed("{\"event\":\"start\",\"test\":\"Health.Recovers\"}\n"
                           "{\"event\":\"step\",\"step\":{\"kind\":\"http\",\"method\":\"GET\",\"path\":\"/health\"}}\n{\"event\":\"en"));
  EXPECT_FALSE(channel.done());
  const auto outcomes = channel.take_outcomes();
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].name(), "Health.SaysConnected");
  const auto running = channel.take_running();
  ASSERT_TRUE(running.has_value());
  EXPECT_EQ(running->name(), "Health.Recovers");
  ASSERT_EQ(running->steps.size(), 1u);
  EXPECT_EQ(running->steps[0].data.at("path"), "/health");
}

TEST(Channel, IsDoneOnlyWhenTheSuiteSaysSo) {
  Channel channel;
  EXPECT_TRUE(channel.feed("{\"event\":\"done\"}\n"));
  EXPECT_TRUE(channel.done());
}

TEST(Channel, EndsAtALineThatIsNoEvent) {
  EXPECT_FALSE(Channel().feed("hello\n"));
  EXPECT_FALSE(Channel().feed("[]\n"));
  EXPECT_FALSE(Channel().feed("{\"event\":\"end\",\"outcome\":{\"verdict\":\"splendid\"}}\n"));
}

TEST(Channel, EndsAtALineThatIsNestedWithoutEnd) {
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  EXPECT_FALSE(Channel().feed("{\"event\":\"start\",\"test\":\"A.B\"}\n{\"event\":\"step\",\"step\":{\"kind\":\"http\",\"body\":" + deep + "}}\n"));
}

TEST(Channel, TakesBytesInAnyPortions) {
  const std::string all = ended("A", Verdict::failed) + ended("B", Verdict::passed) + "{\"event\":\"done\"}\n";
  Channel channel;
  for (const char byte : all) ASSERT_TRUE(channel.feed(std::string_view(&byte, 1)));
  EXPECT_TRUE(channel.done());
  EXPECT_EQ(channel.take_outcomes().size(), 2u);
}

TEST(CellReport, GivesOutputAndCpuOfEachRole) {
  UnitRecord record;
  ASSERT_TRUE(parse_cell_report("role api 9 3 2\nabcyzrole seed 0 0 0\nend cpu_ms=412 peak_bytes=9\n", record));
  EXPECT_EQ(record.output.at("api").head, "abc");
  EXPECT_EQ(record.output.at("api").tail, "yz");
  EXPECT_EQ(record.output.at("api").total, 9u);
  EXPECT_FALSE(record.output.contains("seed"));
  EXPECT_EQ(record.submission_cpu_ms, 412);
}

TEST(CellReport, SaysWhatABuildLeft) {
  UnitRecord whole, cut;
  ASSERT_TRUE(parse_cell_report("role build 3 3 0\nabckept 7 4096 2 whole\nend cpu_ms=412 peak_bytes=9\n", whole));
  ASSERT_TRUE(whole.kept);
  EXPECT_EQ(whole.kept->files, 7u);
  EXPECT_EQ(whole.kept->bytes, 4096u);
  EXPECT_EQ(whole.kept->left_out, 2u);
  EXPECT_EQ(whole.kept->problem, "");
  ASSERT_TRUE(parse_cell_report("kept 7 4096 2 bytes\nend cpu_ms=412 peak_bytes=9\n", cut));
  EXPECT_EQ(cut.kept->problem, "bytes");
}

TEST(CellReport, IsNotWholeWithoutItsEnd) {
  UnitRecord record;
  EXPECT_FALSE(parse_cell_report("role api 9 3 2\nabcyz", record));
  EXPECT_FALSE(parse_cell_report("role api 9 300 2\nabcyz", record));
  EXPECT_FALSE(parse_cell_report("", record));
}

}  // namespace
}  // namespace assay
