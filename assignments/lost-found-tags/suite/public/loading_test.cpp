// Lists that carry tags: how many statements they take, and the filter.
#include "public/office.hpp"

namespace office {
namespace {

using assay::testkit::Service;

class Loading : public Api {
 protected:
  static constexpr std::int64_t most_statements = 10, most_growth = 2;

  /// Makes things; each eighth one gets the tag.
  void fill(const Kind& kind, const Json& tag, std::size_t count) {
    std::vector<Request> makes, links;
    while (makes.size() < count) makes.push_back({"POST", kind.path, an_item()});
    const std::vector<Answer> made = api().given().in_turn(makes);
    for (std::size_t i = 0; i < made.size(); ++i)
      if (const Json& item = demand_object(made[i]); i % 8 == 0) links.push_back({"POST", attach_path(kind, item, tag)});
    for (const Answer& answer : api().given().in_turn(links)) demand_status(answer, created);
  }
  /// Statements of a GET whose connections and caches are warm.
  static Statements ran(const std::string& path) {
    demand_status(api().given().get(path), {200});
    return tap(Service::postgres).during([&] { demand_status(api().get(path), {200}); });
  }
  static void expect_no_growth(const std::string& path, const Statements& few, const Statements& many) {
    expect_statements_at_most(most_statements, "GET " + path, many);
    expect_statements_at_most(few.count + most_growth, "GET " + path, many);
  }

  void expect_list_carries_tags(const Kind& kind) {
    const std::vector<Json> tags = given_tags(3);
    const std::vector<Json> items{given_item(kind), given_item(kind), given_item(kind)};
    given_links(kind, items[0], {tags[0], tags[1]});
    given_links(kind, items[1], {tags[1], tags[2]});
    const std::vector<Json> all = listed(kind.path);
    expect_each_once(all);
    expect_tags(demand_listed(all, items[0]), {tags[0], tags[1]});
    expect_tags(demand_listed(all, items[1]), {tags[1], tags[2]});
    expect_tags(demand_listed(all, items[2]), {});
  }
  void expect_list_does_not_grow(const Kind& kind, std::size_t before, std::size_t more) {
    const Json tag = given_tag();
    fill(kind, tag, before);
    const Statements few = ran(kind.path);
    fill(kind, tag, more);
    expect_no_growth(kind.path, few, ran(kind.path));
  }
  void expect_filter(const Kind& kind) {
    const std::vector<Json> tags{given_tag(), given_tag()};
    const std::vector<Json> items{given_item(kind), given_item(kind), given_item(kind)};
    given_links(kind, items[0], tags);
    given_links(kind, items[1], {tags[1]});
    const std::vector<Json> first = listed(by_tag(kind, tags[0])), second = listed(by_tag(kind, tags[1]));
    expect_exactly(first, {items[0]}, items);
    expect_exactly(second, {items[0], items[1]}, items);
    expect_each_once(second);
    expect_tags(demand_listed(first, items[0]), tags);   // All its tags, not only the one that was asked for.
  }
  static std::string by_tag(const Kind& kind, const Json& tag) {
    return cat(kind.path, "?tag=", url_encoded(tag.at("name").get<std::string>()));
  }
};

TEST_F(Loading, LostListCarriesTags) { expect_list_carries_tags(lost); }
TEST_F(Loading, FoundListCarriesTags) { expect_list_carries_tags(found); }
TEST_F(Loading, LostListDoesNotGrow) { expect_list_does_not_grow(lost, 5, 95); }
TEST_F(Loading, FoundListDoesNotGrow) { expect_list_does_not_grow(found, 5, 35); }

TEST_F(Loading, ItemWithManyTags) {
  const std::vector<Json> tags = given_tags(13);
  const Json item = given_item(lost);
  given_links(lost, item, {tags[0]});
  const Statements few = ran(path_of(lost, item));
  given_links(lost, item, {tags.begin() + 1, tags.end()});
  expect_tags(demand_object(api().get(path_of(lost, item))), tags);
  expect_no_growth(path_of(lost, item), few, ran(path_of(lost, item)));
}

TEST_F(Loading, FilterLostItemsByTag) { expect_filter(lost); }
TEST_F(Loading, FilterFoundItemsByTag) { expect_filter(found); }

TEST_F(Loading, FilterTakesTheWholeName) {
  const Json tag = given_tag();
  const Json longer = given("/tags", {{"name", cat(tag["name"].get<std::string>(), "-2")}});
  const std::vector<Json> items{given_item(lost), given_item(lost)};
  given_links(lost, items[0], {tag});
  given_links(lost, items[1], {longer});
  expect_exactly(listed(by_tag(lost, tag)), {items[0]}, items);
  expect_exactly(listed(by_tag(lost, longer)), {items[1]}, items);
  expect_count("lost_items", 0, listed(cat("/lost_items?tag=", random.word(12))).size());
}

}  // namespace
}  // namespace office
