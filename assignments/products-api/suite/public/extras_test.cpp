// The optional tasks: example data and categories as a table.
#include <algorithm>

#include "public/shop.hpp"
#include "testkit/catalogue.hpp"

namespace shop {
namespace {

class Extras : public Api {};

TEST_F(Extras, SeedFillsFourCategories) {
  roles("seed").run_well();
  const std::vector<Json> all = listed("");
  for (const char* category : {"Электроника", "Одежда", "Книги", "Мебель"}) {
    const auto count = std::count_if(all.begin(), all.end(), [&](const Json& product) {
      return product.is_object() && product.value("category", Json()) == category;
    });
    expect(ExpectationKind::count, category, term::of("at_least", 1), count, count >= 1);
  }
}

TEST_F(Extras, SeedTwiceAddsNothing) {
  if (database().count("products") < 4) roles("seed").run_well();
  const std::size_t first = database().count("products");
  demand(ExpectationKind::rows, "products", term::of("at_least", 4), first, first >= 4);
  roles("seed").run_well();
  const std::size_t second = database().count("products");
  expect(ExpectationKind::rows, "products", first, second, first == second);
}

TEST_F(Extras, CategoriesAreATable) {
  const bool unique = Table("categories").has_key({"name"});
  expect(ExpectationKind::key, "categories.name", term::of("present"), term::of("absent"), unique);
  const auto tables = database().references("products");
  const bool linked = std::find(tables.begin(), tables.end(), "categories") != tables.end();
  expect(ExpectationKind::key, "products → categories", term::of("present"), term::of("absent"), linked);
}

TEST_F(Extras, UnknownCategoryIsMade) {
  demand(ExpectationKind::table, "categories", term::of("present"), term::of("absent"), database().has_table("categories"));
  Json product = a_product();
  const std::string name = product["category"];
  given_product(product);
  given_product(product);  // a known one is used again
  std::size_t count = 0;
  eventually([&] {
    count = database().query("SELECT 1 AS one FROM categories WHERE name = " + database().quoted(name)).size();
    return count > 0;
  });
  expect(ExpectationKind::rows, "categories", 1, count, count == 1);
}

}  // namespace
}  // namespace shop
