// SQL injection, decided by what payloads do: the table survives, nothing extra comes back, and a quote is a character like any other.
// Where a request does not exist in a program there is nothing to show, and the test is skipped.
#include "public/shop.hpp"

namespace shop {
namespace {

class Safety : public testing::Test {
 protected:
  void SetUp() override {
    roles("api").ensure();
    const Answer answer = api().given().post("/products", product_);
    const bool usable = answer.arrived() && answer.status <= 201 && answer.json.is_object() && answer.json.contains("id") &&
                        database().has_table("products") &&
                        eventually([&] { return database().row("products", answer.json["id"]).has_value(); });
    if (!usable) GTEST_SKIP();
  }

  /// The request that `payload` replaces works with an ordinary word: otherwise there is nothing to inject into.
  void try_payloads(const std::string& before, const std::string& after = "") {
    const Answer plain = api().given().get(before + random_.word(8) + after);
    if (!plain.arrived() || plain.status != 200 || !plain.json.is_array()) GTEST_SKIP();
    for (const std::string& payload : payloads_) {
      const Answer answer = api().get(before + url_encoded(payload) + after);
      demand_answer(answer);
      expect(ExpectationKind::status, answer.request, term::of("below", 500), answer.status, answer.status < 500);
      const std::size_t extra = answer.json.is_array() ? answer.json.size() : 0;
      expect(ExpectationKind::count, "products", 0, extra, extra == 0);
      expect_survival();
    }
  }

  void expect_survival() const {
    const bool there = database().has_table("products") && database().count("products") > 0;
    expect(ExpectationKind::table, "products", term::of("present"), there ? term::of("present") : term::of("absent"), there);
  }

  Random random_;
  Json product_{{"name", "Лампа " + random_.word(8)}, {"price", 10.5}, {"quantity", 2}, {"category", "Книги " + random_.word(5)},
                {"description", ""}};
  const std::vector<std::string> payloads_{"' OR '1'='1", "%' OR 1=1 -- ", "'; DROP TABLE products CASCADE; -- ",
                                           "x') OR ('1'='1", "\" OR \"\"=\""};
};

TEST_F(Safety, InjectionInSearch) { try_payloads("/products/search?q="); }
TEST_F(Safety, InjectionInCategory) { try_payloads("/products?category="); }
TEST_F(Safety, InjectionInPath) { try_payloads("/products/category/"); }

TEST_F(Safety, InjectionInSorting) {
  const Answer plain = api().given().get("/products?sort_by=price&order=asc");
  if (!plain.arrived() || plain.status != 200) GTEST_SKIP();
  // Where an unknown column is an error of its own already, the status of a payload shows nothing more.
  const bool telling = api().given().get("/products?sort_by=" + random_.word(8)).status < 500;
  for (const char* payload : {"price; DROP TABLE products CASCADE; -- ", "(SELECT 1/0)", "price) -- "}) {
    const Answer answer = api().get("/products?sort_by=" + url_encoded(payload));
    demand_answer(answer);
    if (telling) expect(ExpectationKind::status, answer.request, term::of("below", 500), answer.status, answer.status < 500);
    expect_survival();
  }
}

TEST_F(Safety, InjectionInBody) {
  const std::string name = "x', 1, 1); DROP TABLE products CASCADE; -- " + random_.word(4);
  Json product = product_;
  product["name"] = name;
  const Answer answer = api().post("/products", product);
  demand_answer(answer);
  expect(ExpectationKind::status, answer.request, term::of("below", 500), answer.status, answer.status < 500);
  if (answer.status < 300 && answer.json.is_object() && answer.json.contains("name")) expect_field(answer.json, "name", name);
  expect_survival();
}

}  // namespace
}  // namespace shop
