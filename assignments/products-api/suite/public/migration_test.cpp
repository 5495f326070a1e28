// Alembic. The group starts on the database that `migrate` has built from an empty one; a test that needs another state makes it.
#include <algorithm>

#include "public/shop.hpp"

namespace shop {
namespace {

class Migration : public testing::Test {
 protected:
  static bool has_column(const std::string& name) {
    const std::vector<Column> columns = database().columns("products");
    return std::any_of(columns.begin(), columns.end(), [&](const Column& column) { return column.name == name; });
  }
  static void demand_table() {
    const bool there = database().has_table("products");
    demand(ExpectationKind::table, "products", term::of("present"), term::of("absent"), there);
  }
  /// Everything applied. The database is at its head already unless a test before took something back.
  static void at_head() {
    if (!database().has_table("products") || !has_column("sku")) {
      database().clear();
      roles("migrate").run_well();
    }
    demand_table();
  }
};

TEST_F(Migration, BuildsTheSchema) {
  at_head();
  for (const char* name : {"id", "name", "price", "quantity", "description", "created_at", "updated_at"})
    expect(ExpectationKind::column, name, term::of("present"), term::of("absent"), has_column(name));
}

TEST_F(Migration, AgreesWithTheModels) {
  at_head();
  const Ended ended = roles("alembic_check").run();
  // A program without SQLAlchemy models has nothing that the migrations could differ from.
  if (ended.output.find("does not provide a MetaData") != std::string::npos) GTEST_SKIP();
  expect(ExpectationKind::exit_status, "alembic_check", 0, ended.in_time ? Json(ended.status) : term::of("no_answer"), ended.ok());
}

TEST_F(Migration, AddsSkuToAFilledTable) {
  constexpr int most_revisions = 20;
  database().clear();
  for (int i = 0; i < most_revisions && !database().has_table("products"); ++i) roles("upgrade_one").run_well();
  demand_table();
  demand(ExpectationKind::column, "sku", term::of("absent"), term::of("present"), !has_column("sku"));
  database().insert_samples("products", 3);
  roles("migrate").run_well();
  expect(ExpectationKind::column, "sku", term::of("present"), term::of("absent"), has_column("sku"));
  const std::size_t rows = database().count("products");
  expect(ExpectationKind::rows, "products", 3, rows, rows == 3);
}

TEST_F(Migration, Undoes) {
  at_head();
  roles("downgrade").run_well();
  for (const std::string& relation : database().relations())
    expect(ExpectationKind::table, relation, term::of("absent"), term::of("present"), relation.starts_with("alembic_version"));
}

}  // namespace
}  // namespace shop
