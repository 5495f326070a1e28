// The service seen from both sides: what it answers and what lies in the table.
#include "testkit/testkit.hpp"

namespace notes {
namespace {

using namespace assay::testkit;  // NOLINT: a suite speaks the testkit's language
using assay::ExpectationKind;
using assay::Json;
using assay::cat;

class Notes : public testing::Test {
 protected:
  void SetUp() override { roles("api").ensure(); }

  static Http api() { return Http("api"); }
  Json a_note() { return {{"text", cat("Їжак ", random.word(8))}}; }
  /// Makes a note as preparation; the test ends when that fails.
  Json given_note() { return demand_object(api().given().post("/notes", a_note())); }

  Random random;
};

TEST_F(Notes, CreateStoresTheNote) {
  const Json wanted = a_note();
  const Answer answer = api().post("/notes", wanted);
  demand_status(answer, {201});
  const Json& made = demand_object(answer);
  expect_field(made, "text", wanted["text"]);
  std::optional<Row> row;
  eventually([&] { return (row = database().row("notes", made.value("id", Json()))).has_value(); });
  expect(ExpectationKind::row, "notes", made.value("id", Json()), row ? term::of("present") : term::of("absent"), row.has_value());
}

TEST_F(Notes, ReadReturnsTheNote) {
  const Json made = given_note();
  const Answer answer = api().get(cat("/notes/", made.at("id").dump()));
  expect_field(demand_object(answer), "text", made.at("text"));
}

TEST_F(Notes, UnknownIs404) {
  const Json made = given_note();
  demand_status(api().get(cat("/notes/", made.at("id").dump())), {200});
  expect_status(api().get("/notes/2000000000"), {404});
}

}  // namespace
}  // namespace notes
