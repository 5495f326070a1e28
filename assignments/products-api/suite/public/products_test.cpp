// The five operations, seen from both sides: what the program answers and what lies in the table.
#include "public/shop.hpp"
#include "testkit/catalogue.hpp"

namespace shop {
namespace {

class Products : public Api {
 protected:
  /// The row appears within the two seconds that the statement allows, with this name, price and quantity.
  static void expect_row(const Json& made, const Json& wanted) {
    std::optional<Row> row;
    eventually([&] { return (row = database().row("products", made.at("id"))).has_value(); });
    demand(ExpectationKind::row, "products", made.at("id"), row ? term::of("present") : term::of("absent"), row.has_value());
    for (const char* field : {"name", "price", "quantity"}) {
      const auto value = row->find(field);
      const Json got = value == row->end() || !value->second ? Json() : Json(*value->second);
      expect(ExpectationKind::row, cat("products.", field), wanted.at(field), got, same_value(wanted.at(field), got));
    }
  }
  static bool row_exists(const Json& product) { return database().row("products", product.at("id")).has_value(); }

  /// The row's updated_at as it stands there; nothing where it is null.
  static std::optional<std::string> updated_at(const Json& product) {
    const auto row = database().row("products", product.at("id"));
    return row && row->contains("updated_at") ? row->at("updated_at") : std::nullopt;
  }
  /// A change of the product gives its row another updated_at.
  bool update_moves(const Json& product) {
    const auto before = updated_at(product);
    // Of a clock that counts whole seconds, a second change shows what the first one could not.
    for (int change = 0; change < 2; ++change) {
      demand_status(api().put(path_of(product), a_product()), {200});
      if (eventually([&] { const auto now = updated_at(product); return now && now != before; })) return true;
    }
    return false;
  }
};

TEST_F(Products, CreateAnswersWithTheProduct) {
  const Json wanted = a_product();
  const Answer answer = api().post("/products", wanted);
  const Json& made = demand_object(answer);
  path_of(made);
  expect_fields(made, wanted);
}

TEST_F(Products, CreateIs201) { expect_status(api().post("/products", a_product()), {201}); }

TEST_F(Products, CreateStoresTheRow) {
  const Json wanted = a_product();
  const Answer answer = api().post("/products", wanted);
  const Json& made = demand_object(answer);
  path_of(made);
  expect_row(made, wanted);
}

TEST_F(Products, CreateUsesDefaults) {
  const Answer answer = api().post("/products", {{"name", a_name()}, {"price", 12.5}, {"category", a_category()}});
  expect_field(demand_object(answer), "quantity", 0);
}

TEST_F(Products, KeepsCyrillic) {
  Json wanted = a_product();
  wanted["name"] = cat("Їжак ґудзик «ёлка» № ", random.digits(4));
  const Json made = given_product(wanted);
  expect_field(demand_object(api().get(path_of(made))), "name", wanted["name"]);
}

TEST_F(Products, RowsOutliveTheProgram) {
  const Json wanted = a_product();
  const Json made = given_product(wanted);
  expect_row(made, wanted);
  roles("api").restart();
  expect_field(demand_object(api().get(path_of(made))), "name", wanted["name"]);
}

TEST_F(Products, ReadReturnsTheProduct) {
  const Json wanted = a_product();
  const Json made = given_product(wanted);
  given_product();
  const Answer answer = api().get(path_of(made));
  const Json& got = demand_object(answer);
  expect_field(got, "id", made["id"]);
  expect_fields(got, wanted);
}

TEST_F(Products, ReadIs200) {
  const Json made = given_product();
  expect_status(api().get(path_of(made)), {200});
  expect_status(api().get("/products"), {200});
}

TEST_F(Products, ListContainsTheProducts) {
  Json sold_out = a_product();
  sold_out["quantity"] = 0;
  const std::vector<Json> made{given_product(), given_product(sold_out), given_product()};
  expect_exactly(listed(""), made, made);
}

TEST_F(Products, UpdateChangesEveryField) {
  const Json made = given_product();
  const Json wanted = a_product();
  const Answer answer = api().put(path_of(made), wanted);
  demand_status(answer, {200});
  expect_fields(demand_object(api().get(path_of(made))), wanted);
  expect_row(made, wanted);
}

TEST_F(Products, UpdateKeepsWhatWasNotSent) {
  Json wanted = a_product();
  const Json made = given_product(wanted);
  demand_status(api().given().put(path_of(made), wanted), {200});  // the whole product is always accepted
  const std::string name = a_name();
  const Answer answer = api().put(path_of(made), {{"name", name}, {"price", wanted["price"]}});
  demand_status(answer, {200, 400, 422});
  if (answer.status == 200) wanted["name"] = name;
  expect_fields(demand_object(api().get(path_of(made))), wanted);
}

TEST_F(Products, UpdateMovesUpdatedAt) {
  const Json wanted = a_product();
  const Json made = given_product(wanted);
  expect_row(made, wanted);
  if (!Table("products").find("updated_at")) GTEST_SKIP();   // Model.Timestamps tells it
  // Twice: a time that was taken once, when the program started, may seem to move with the first change. The moments themselves differ
  // from run to run and are not noted.
  const bool moves = update_moves(made) && update_moves(made);
  expect(ExpectationKind::column, "products.updated_at", term::of("above", "created_at"), updated_at(made) ? "created_at" : "null", moves);
}

TEST_F(Products, DeleteAnswers) { expect_status(api().remove(path_of(given_product())), {200, 204}); }

TEST_F(Products, DeleteRemovesTheRow) {
  const Json made = given_product();
  const Json neighbour = given_product();
  demand(ExpectationKind::row, "products", made["id"], term::of("absent"), eventually([&] { return row_exists(made); }));
  demand_status(api().remove(path_of(made)), {200, 204});
  const bool gone = eventually([&] { return !row_exists(made); });
  expect(ExpectationKind::row, "products", term::of("absent"), gone ? term::of("absent") : term::of("present"), gone);
  expect(ExpectationKind::row, "products", term::of("present"), term::of("absent"), row_exists(neighbour));
  expect_exactly(listed(""), {neighbour}, {made, neighbour});
}

TEST_F(Products, Walkthrough) {
  std::vector<Json> made{given_product(), given_product(), given_product()};
  expect_exactly(listed(""), made, made);
  const Json changed = a_product();
  demand_status(api().put(path_of(made[1]), changed), {200});
  expect_fields(demand_object(api().get(path_of(made[1]))), changed);
  demand_status(api().remove(path_of(made[0])), {200, 204});
  expect_exactly(listed(""), {made[1], made[2]}, made);
}

}  // namespace
}  // namespace shop
