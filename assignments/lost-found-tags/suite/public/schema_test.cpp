// The tables as the program made them at its start, read from PostgreSQL's catalogue.
#include <algorithm>

#include "public/office.hpp"
#include "testkit/catalogue.hpp"

namespace office {
namespace {

class Schema : public Api {
 protected:
  static void expect_things(const Kind& kind) {
    const Table table(kind.table);
    table.demand_column("id", types::whole);
    expect(ExpectationKind::key, cat(kind.table, ".id"), term::of("present"), term::of("absent"), table.has_key({"id"}));
    table.demand_text("name", 100);
    table.demand_text("location", 100);
  }
  /// One row for each pair: the two columns are the primary key.
  static void expect_pairs(const Kind& kind) {
    const Table table(kind.links);
    table.demand_column(kind.link_column, types::whole);
    table.demand_column("tag_id", types::whole);
    std::vector<std::string> wanted{kind.link_column, "tag_id"};
    std::sort(wanted.begin(), wanted.end());
    const std::vector<std::string> got = table.primary_key();
    expect(ExpectationKind::key, kind.links, Json(wanted), got.empty() ? term::nothing() : Json(got), got == wanted);
  }
  static void expect_both_sides(const Kind& kind) {
    const std::vector<ForeignKey> keys = Table(kind.links).foreign_keys();
    for (const ForeignKey& wanted : {ForeignKey{kind.link_column, kind.table}, ForeignKey{"tag_id", "tags"}}) {
      const bool there = std::find(keys.begin(), keys.end(), wanted) != keys.end();
      expect(ExpectationKind::key, cat(kind.links, ".", wanted.column, " → ", wanted.table), term::of("present"),
             term::of("absent"), there);
    }
  }
};

TEST_F(Schema, Tags) {
  const Table tags("tags");
  tags.demand_column("id", types::whole);
  tags.demand_text("name", 100);
}

TEST_F(Schema, TagNamesAreUnique) {
  const Table tags("tags");
  expect(ExpectationKind::key, "tags.name", term::of("present"), term::of("absent"), tags.has_key({"name"}));
}

TEST_F(Schema, LostItems) { expect_things(lost); }
TEST_F(Schema, FoundItems) { expect_things(found); }
TEST_F(Schema, LostLinksAreAKey) { expect_pairs(lost); }
TEST_F(Schema, FoundLinksAreAKey) { expect_pairs(found); }
TEST_F(Schema, LostLinksReferToBothSides) { expect_both_sides(lost); }
TEST_F(Schema, FoundLinksReferToBothSides) { expect_both_sides(found); }

}  // namespace
}  // namespace office
