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
  /// Stores the note as preparation and gives its path; the test ends when that fails. What a program answers may lack anything: it is
  /// asked for with demand_… or value(), never with at().
  std::string given(const Json& note) {
    const Json id = demand_object(api().given().post("/notes", note)).value("id", Json());
    demand(ExpectationKind::field, "id", term::of("present"), id.is_null() ? term::of("absent") : id, !id.is_null());
    return cat("/notes/", id.dump());
  }

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
  const Json wanted = a_note();
  const Answer answer = api().get(given(wanted));
  expect_field(demand_object(answer), "text", wanted["text"]);
}

TEST_F(Notes, UnknownIs404) {
  demand_status(api().get(given(a_note())), {200});
  expect_status(api().get("/notes/2000000000"), {404});
}

}  // namespace
}  // namespace notes
