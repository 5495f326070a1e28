#include "model/certificate.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

using State = Standing::State;

Certificate a_certificate() {
  return {.assignment = "shop",
          .sources = {{"suite", "1"}, {"rubric", "2"}},
          .versions = {{"postgres", "15.18"}, {"python", "3.11"}},
          .programs = {{"mutant", "no-commit", Points{1250}, {"rows"}, {"Rows.Stay"}}}};
}

TEST(Certificates, SurviveTheirFile) {
  const Json written = to_json(a_certificate());
  EXPECT_EQ(to_json(certificate_from_json(written)), written);
  EXPECT_EQ(certificate_from_json(written).programs.front().points, Points{1250});
}

TEST(Certificates, HaveANameThatFollowsWhatTheySay) {
  Certificate other = a_certificate();
  EXPECT_EQ(name_of(other), name_of(a_certificate()));
  EXPECT_EQ(name_of(other).size(), 12u);
  other.programs.front().points = Points{1200};
  EXPECT_NE(name_of(other), name_of(a_certificate()));
}

TEST(Certificates, OfAnotherSchemaAreRefused) {
  Json written = to_json(a_certificate());
  written["schema"] = 2;
  EXPECT_THROW(certificate_from_json(written), Json::exception);
}

TEST(Certificates, StandWhileSourcesAndVersionsAreTheSame) {
  const Certificate certificate = a_certificate();
  EXPECT_EQ(standing_of(std::nullopt, certificate.sources, certificate.versions).state, State::none);
  EXPECT_EQ(standing_of(certificate, certificate.sources, certificate.versions).state, State::certified);
}

TEST(Certificates, FallWithTheirSources) {
  const Certificate certificate = a_certificate();
  const Standing changed = standing_of(certificate, {{"suite", "1"}, {"rubric", "3"}}, {{"postgres", "16.4"}});
  EXPECT_EQ(changed.state, State::uncertified);
  EXPECT_EQ(changed.changed, std::vector<std::string>{"rubric"});
  EXPECT_EQ(standing_of(certificate, {{"suite", "1"}, {"rubric", "2"}, {"mutants", "4"}}, {}).changed, std::vector<std::string>{"mutants"});
}

TEST(Certificates, SayWhereTheyWereMadeElsewhere) {
  const Certificate certificate = a_certificate();
  const Standing elsewhere = standing_of(certificate, certificate.sources, {{"postgres", "16.4"}, {"python", "3.11"}});
  EXPECT_EQ(elsewhere.state, State::elsewhere);
  ASSERT_EQ(elsewhere.differs.size(), 1u);
  EXPECT_EQ(elsewhere.differs[0].name, "PostgreSQL");
  EXPECT_EQ(elsewhere.differs[0].proved, "15.18");
  EXPECT_EQ(elsewhere.differs[0].here, "16.4");
}

}  // namespace
}  // namespace assay
