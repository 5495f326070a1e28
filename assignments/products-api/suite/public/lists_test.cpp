// Filters, pages, search and sorting. Each test looks for its own products only: the table holds those of other tests too.
#include "public/shop.hpp"

namespace shop {
namespace {

class Lists : public Api {
 protected:
  Json product_with(const Json& fields) {
    Json product = a_product();
    product.update(fields);
    return given_product(product);
  }
  static std::vector<Json> found_by(const std::string& path) {
    const Answer answer = api().get(path);
    const Json& found = demand_array(answer);
    return {found.begin(), found.end()};
  }
  static std::vector<Json> searched(const std::string& q) {
    return found_by("/products/search?q=" + url_encoded(q));
  }

  /// Three products whose names and prices are in opposite orders, made in a third order.
  std::vector<Json> three() {
    const std::string word = random.word(6);
    return {product_with({{"name", "bb " + word}, {"price", 200}}), product_with({{"name", "aa " + word}, {"price", 300}}),
            product_with({{"name", "cc " + word}, {"price", 100}})};
  }
  static void expect_order(const std::string& query, const std::vector<Json>& wanted, const char* subject) {
    const std::vector<std::string> got = ids_of(listed(query), wanted);
    expect(ExpectationKind::order, subject, Json(ids_of(wanted)), Json(got), got == ids_of(wanted));
  }
};

TEST_F(Lists, FilterByCategory) {
  const std::string category = a_category();
  const std::vector<Json> made{product_with({{"category", category}}), product_with({{"category", category}}),
                               product_with({{"category", category + " 2"}}), given_product()};
  expect_exactly(listed("category=" + url_encoded(category)), {made[0], made[1]}, made);
}

TEST_F(Lists, CategoryPath) {
  const std::string category = a_category();
  const std::vector<Json> made{product_with({{"category", category}}), product_with({{"category", category + "x"}}),
                               given_product()};
  expect_exactly(found_by("/products/category/" + url_encoded(category)), {made[0]}, made);
}

TEST_F(Lists, UnknownCategoryIsEmpty) {
  const std::string category = a_category();
  const Json made = product_with({{"category", category}});
  expect_exactly(listed("category=" + url_encoded(category)), {made}, {made});
  expect_count("products", 0, found_by("/products?category=" + url_encoded(random.word(12))).size());
  expect_count("products", 0, found_by("/products/category/" + url_encoded(random.word(12))).size());
}

TEST_F(Lists, FilterByMinPrice) {
  const auto base = static_cast<double>(random.between(200, 900));
  const std::vector<Json> made{product_with({{"price", base - 0.01}}), product_with({{"price", base}}),
                               product_with({{"price", base + 0.01}})};
  expect_exactly(listed(cat("min_price=", base)), {made[1], made[2]}, made);
}

TEST_F(Lists, FilterByMaxPrice) {
  const auto base = static_cast<double>(random.between(200, 900));
  const std::vector<Json> made{product_with({{"price", base - 0.01}}), product_with({{"price", base}}),
                               product_with({{"price", base + 0.01}})};
  expect_exactly(listed(cat("max_price=", base)), {made[0], made[1]}, made);
}

TEST_F(Lists, FilterByPriceRange) {
  const auto base = static_cast<double>(random.between(2000, 9000));
  const std::vector<Json> made{product_with({{"price", base - 5}}), product_with({{"price", base}}),
                               product_with({{"price", base + 5}}), product_with({{"price", base + 10}})};
  expect_exactly(listed(cat("min_price=", base, "&max_price=", base + 5)), {made[1], made[2]}, made);
}

TEST_F(Lists, InStock) {
  const std::vector<Json> made{product_with({{"quantity", 0}}), product_with({{"quantity", 1}}), given_product()};
  expect_exactly(listed("in_stock=true"), {made[1], made[2]}, made);
}

TEST_F(Lists, OutOfStock) {
  const std::vector<Json> made{product_with({{"quantity", 0}}), product_with({{"quantity", 1}}), given_product()};
  expect_exactly(listed("in_stock=false"), {made[0]}, made);
}

TEST_F(Lists, CombinesFilters) {
  const std::string category = a_category();
  const auto with = [&](const std::string& name, double price, int quantity) {
    return product_with({{"category", name}, {"price", price}, {"quantity", quantity}});
  };
  const std::vector<Json> made{with(category, 20, 3), with(category, 5, 3), with(category, 20, 0), with(a_category(), 20, 3)};
  expect_exactly(listed(cat("category=", url_encoded(category), "&min_price=10&in_stock=true")), {made[0]}, made);
}

TEST_F(Lists, LimitBounds) {
  given_product();
  given_product();
  given_product();
  expect_count("products", 2, found_by("/products?limit=2").size());
}

TEST_F(Lists, SkipMovesOn) {
  given_product();
  given_product();
  const std::vector<std::string> both = ids_of(found_by("/products?skip=0&limit=2"));
  demand(ExpectationKind::count, "products", 2, both.size(), both.size() == 2);
  const std::vector<std::string> second = ids_of(found_by("/products?skip=1&limit=1"));
  expect(ExpectationKind::order, "id", Json(std::vector<std::string>{both[1]}), Json(second),
         second == std::vector<std::string>{both[1]});
}

TEST_F(Lists, PagesDoNotOverlap) {
  const std::vector<Json> made{given_product(), given_product(), given_product(), given_product(), given_product()};
  constexpr std::size_t size = 4;
  std::vector<Json> all;
  for (std::size_t skip = 0; skip < 1000; skip += size) {
    const std::vector<Json> page = found_by(cat("/products?skip=", skip, "&limit=", size));
    all.insert(all.end(), page.begin(), page.end());
    if (page.size() < size) break;
  }
  expect_each_once(all);
  expect_exactly(all, made, made);
}

TEST_F(Lists, FewStatements) {
  // More rows, each of a category of its own, than the limit allows statements: one for each row shows, and how many of a fixed
  // number there are is the program's choice.
  constexpr int rows = 12, most = 5;
  const auto base = static_cast<double>(random.between(100'000, 900'000));
  std::vector<Json> made;
  for (int i = 0; i < rows; ++i)
    made.push_back(product_with({{"price", base + i}, {"category", cat(a_category(), " ", i)}}));
  const std::string path = cat("/products?min_price=", static_cast<int>(base), "&max_price=", static_cast<int>(base) + rows);
  expect_exactly(found_by(path), made, made);
  expect_statements_at_most(most, "GET /products", [&] { api().get(path); });
}

TEST_F(Lists, LimitOutOfRange) {
  given_product();
  demand_status(api().given().get("/products?limit=1"), {200});
  expect_status(api().get("/products?limit=-1"), bad_input);
  const Answer none = api().get("/products?limit=0");
  expect_status(none, {200, 400, 422});
  if (none.status == 200) expect_count("products", 0, demand_array(none).size());
  expect_status(api().get("/products?limit=100000"), {200, 400, 422});
}

TEST_F(Lists, SearchFindsPart) {
  const std::string word = random.word(9);
  const std::vector<Json> made{product_with({{"name", "Лампа " + word + " біла"}}), given_product()};
  expect_exactly(searched(word.substr(2, 5)), {made[0]}, made);
}

TEST_F(Lists, SearchIgnoresCase) {
  const std::string word = random.word(9);
  std::string upper = word;
  for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
  const std::vector<Json> made{product_with({{"name", "Lamp " + word}}), product_with({{"name", "Desk " + upper}})};
  expect_exactly(searched(upper), made, made);
}

TEST_F(Lists, SearchIgnoresCyrillicCase) {
  const std::string number = random.digits(7);
  const std::vector<Json> made{product_with({{"name", "НОУТБУК " + number}}), product_with({{"name", "Ноутбук " + number}}),
                               given_product()};
  expect_exactly(searched("ноутбук " + number), {made[0], made[1]}, made);
}

TEST_F(Lists, SearchTakesPercentLiterally) {
  const std::string number = random.digits(7);
  const std::vector<Json> made{product_with({{"name", "Скидка 5%" + number}}), product_with({{"name", "Скидка 50" + number}})};
  expect_exactly(searched("5%" + number), {made[0]}, made);
}

TEST_F(Lists, SearchTakesUnderscoreLiterally) {
  const std::string number = random.digits(7);
  const std::vector<Json> made{product_with({{"name", "usb_" + number}}), product_with({{"name", "usbx" + number}})};
  expect_exactly(searched("usb_" + number), {made[0]}, made);
}

TEST_F(Lists, SearchFindsNothing) {
  const std::string word = random.word(9);
  const Json made = product_with({{"name", "Лампа " + word}});
  expect_exactly(searched(word), {made}, {made});
  expect_count("products", 0, searched(random.word(14)).size());
}

TEST_F(Lists, SortsByPrice) {
  const std::vector<Json> made = three();
  expect_order("sort_by=price&order=asc", {made[2], made[0], made[1]}, "price");
}

TEST_F(Lists, SortsByName) {
  const std::vector<Json> made = three();
  expect_order("sort_by=name&order=asc", {made[1], made[0], made[2]}, "name");
}

TEST_F(Lists, SortOrder) {
  const std::vector<Json> made = three();
  expect_order("sort_by=price&order=desc", {made[1], made[0], made[2]}, "price");
}

TEST_F(Lists, UnknownSortColumn) {
  const std::vector<Json> made = three();
  expect_order("sort_by=price&order=asc", {made[2], made[0], made[1]}, "price");
  for (const char* column : {"no_such_column", "metadata", "__class__"})
    expect_status(api().get(cat("/products?sort_by=", column)), {200, 400, 422});
}

// Last, because the lists of the others stay short without its hundred rows.
TEST_F(Lists, DefaultLimit) {
  for (int i = 0; i < 101; ++i) given_product();
  const std::size_t count = found_by("/products").size();
  expect(ExpectationKind::count, "products", term::of("between", {1, 100}), count, count >= 1 && count <= 100);
}

}  // namespace
}  // namespace shop
