// The table as the migrations built it, read from PostgreSQL's catalogue. Only what the statement writes down is asked for.
#include <algorithm>

#include "public/shop.hpp"

namespace shop {
namespace {

class Model : public testing::Test {
 protected:
  void SetUp() override {
    if (!database().has_table("products"))
      demand(ExpectationKind::table, "products", term::of("present"), term::of("absent"), false);
    columns_ = database().columns("products");
  }

  const Column* find(const std::string& name) const {
    const auto found = std::find_if(columns_.begin(), columns_.end(), [&](const Column& c) { return c.name == name; });
    return found == columns_.end() ? nullptr : &*found;
  }

  /// The column exists and its type is one of `types`.
  Column demand_column(const std::string& name, const std::vector<std::string>& types) const {
    const Column* column = find(name);
    const bool right = column && std::find(types.begin(), types.end(), column->type) != types.end();
    demand(ExpectationKind::column, name, term::of("any_of", types), column ? Json(column->type) : term::of("absent"), right);
    return *column;
  }

  /// A text that can hold `length` characters.
  Column demand_text(const std::string& name, int length) const {
    const Column column = demand_column(name, {"varchar", "text", "bpchar"});
    if (column.length > 0)
      expect(ExpectationKind::column, name + ".length", term::of("at_least", length), column.length, column.length >= length);
    return column;
  }

  static bool has_key(const std::string& column) {
    for (const auto& key : database().unique_keys("products"))
      if (key == std::vector<std::string>{column}) return true;
    return false;
  }

  static inline const std::vector<std::string> whole{"int2", "int4", "int8"};
  std::vector<Column> columns_;
};

TEST_F(Model, Id) {
  demand_column("id", {"int2", "int4", "int8", "uuid"});
  expect(ExpectationKind::key, "id", term::of("present"), term::of("absent"), has_key("id"));
}

TEST_F(Model, Name) {
  const Column name = demand_text("name", 200);
  expect(ExpectationKind::column, "name.not_null", true, name.not_null, name.not_null);
}

TEST_F(Model, Price) {
  const Column price = demand_column("price", {"numeric", "float8", "float4"});
  expect(ExpectationKind::column, "price.not_null", true, price.not_null, price.not_null);
}

TEST_F(Model, Quantity) { demand_column("quantity", whole); }

TEST_F(Model, Category) {
  if (find("category")) {
    demand_text("category", 100);
    return;
  }
  const std::vector<std::string> tables = database().references("products");
  const bool linked = std::find(tables.begin(), tables.end(), "categories") != tables.end();
  expect(ExpectationKind::column, "category", term::of("present"), term::of("absent"), linked);
}

TEST_F(Model, Description) { demand_column("description", {"text", "varchar", "bpchar"}); }

TEST_F(Model, Sku) {
  const Column sku = demand_text("sku", 64);
  expect(ExpectationKind::column, "sku.not_null", false, sku.not_null, !sku.not_null);
  expect(ExpectationKind::key, "sku", term::of("present"), term::of("absent"), has_key("sku"));
}

TEST_F(Model, Timestamps) {
  demand_column("created_at", {"timestamp", "timestamptz"});
  demand_column("updated_at", {"timestamp", "timestamptz"});
}

}  // namespace
}  // namespace shop
