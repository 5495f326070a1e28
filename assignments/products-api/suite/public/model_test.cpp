// The table as the migrations built it, read from PostgreSQL's catalogue. Only what the statement writes down is asked for.
#include <algorithm>

#include "public/shop.hpp"
#include "testkit/catalogue.hpp"

namespace shop {
namespace {

class Model : public testing::Test {
 protected:
  const Table products{"products"};
};

TEST_F(Model, Id) {
  products.demand_column("id", types::id);
  expect(ExpectationKind::key, "id", term::of("present"), term::of("absent"), products.has_key({"id"}));
}

TEST_F(Model, Name) {
  const Column name = products.demand_text("name", 200);
  expect(ExpectationKind::column, "name.not_null", true, name.not_null, name.not_null);
}

TEST_F(Model, Price) {
  const Column price = products.demand_column("price", {"numeric", "float8", "float4"});
  expect(ExpectationKind::column, "price.not_null", true, price.not_null, price.not_null);
}

TEST_F(Model, Quantity) { products.demand_column("quantity", types::whole); }

TEST_F(Model, Category) {
  if (products.find("category")) {
    products.demand_text("category", 100);
    return;
  }
  const std::vector<std::string> tables = database().references("products");
  const bool linked = std::find(tables.begin(), tables.end(), "categories") != tables.end();
  expect(ExpectationKind::column, "category", term::of("present"), term::of("absent"), linked);
}

TEST_F(Model, Description) { products.demand_column("description", types::text); }

TEST_F(Model, Sku) {
  const Column sku = products.demand_text("sku", 64);
  expect(ExpectationKind::column, "sku.not_null", false, sku.not_null, !sku.not_null);
  expect(ExpectationKind::key, "sku", term::of("present"), term::of("absent"), products.has_key({"sku"}));
}

TEST_F(Model, Timestamps) {
  products.demand_column("created_at", types::time);
  products.demand_column("updated_at", types::time);
}

}  // namespace
}  // namespace shop
