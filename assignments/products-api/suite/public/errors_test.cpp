// What must be refused, and how. Each test shows first that the good request is accepted: a program that refuses everything earns nothing.
#include "public/shop.hpp"

namespace shop {
namespace {

using assay::testkit::Service;

class Errors : public Api {
 protected:
  /// An id that no product has.
  std::string unknown_path() {
    const Json made = given_product();
    demand_status(api().given().get(path_of(made)), {200});
    return cat("/products/", random.between(1'000'000, 901'000'000));
  }

  /// The good product is accepted; the same with `changes` is refused and leaves no row. A null removes the field.
  void expect_refused(const Json& changes) {
    given_product();
    Json product = a_product();
    for (const auto& [field, value] : changes.items())
      if (value.is_null()) product.erase(field);
      else product[field] = value;
    const std::size_t before = database().count("products");
    expect_status(api().post("/products", product), bad_input);
    const std::size_t after = database().count("products");
    expect(ExpectationKind::rows, "products", before, after, before == after);
  }

  /// The product is accepted with this text, and refused with one character more.
  void expect_longest(const std::string& field, const std::string& text) {
    Json product = a_product();
    product[field] = text;
    given_product(product);
    expect_refused({{field, text + "x"}});
  }

  /// So many characters in twice as many bytes.
  static std::string letters(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += i % 2 == 0 ? "щ" : "ы";
    return text;
  }

  static void expect_no_traceback(const Answer& answer) {
    for (const char* trace : {"Traceback (most recent call last)", "site-packages", "psycopg2.", "sqlalchemy.exc"})
      if (answer.body.find(trace) != std::string::npos)
        expect(ExpectationKind::absent, trace, term::of("absent"), term::of("present"), false);
  }
};

TEST_F(Errors, UnknownProductRead) { expect_status(api().get(unknown_path()), {404}); }

TEST_F(Errors, UnknownProductUpdate) {
  const std::string path = unknown_path();
  expect_status(api().put(path, a_product()), {404});
}

TEST_F(Errors, UnknownProductDelete) {
  const std::string path = unknown_path();
  expect_status(api().remove(path), {404});
}

TEST_F(Errors, IdThatIsNotANumber) {
  demand_status(api().given().get(path_of(given_product())), {200});
  expect_status(api().get("/products/" + random.word(6)), bad_id);
}

TEST_F(Errors, MissingName) { expect_refused({{"name", nullptr}}); }
TEST_F(Errors, MissingPrice) { expect_refused({{"price", nullptr}}); }
TEST_F(Errors, WrongType) { expect_refused({{"price", "дорого"}}); }
TEST_F(Errors, PriceIsAboveZero) {
  expect_refused({{"price", 0}});
  expect_refused({{"price", -static_cast<double>(random.between(1, 9999)) / 100}});
}
TEST_F(Errors, NegativeQuantity) { expect_refused({{"quantity", -random.between(1, 50)}}); }

TEST_F(Errors, NameTooLong) { expect_longest("name", letters(200)); }
TEST_F(Errors, CategoryTooLong) { expect_longest("category", letters(100)); }
TEST_F(Errors, SkuTooLong) { expect_longest("sku", random.digits(64)); }

TEST_F(Errors, BrokenJson) {
  given_product();
  expect_status(api().post_raw("/products", R"({"name": "Лампа", "price": )"), bad_input);
}

TEST_F(Errors, DuplicateSku) {
  Json first = a_product();
  first["sku"] = "SKU-" + random.digits(8);
  given_product(first);
  given_product();  // two products without one are allowed
  given_product();
  Json second = a_product();
  second["sku"] = first["sku"];
  expect_status(api().post("/products", second), duplicate);
}

TEST_F(Errors, DatabaseGone) {
  const std::string path = path_of(given_product());
  demand_status(api().given().get(path), {200});
  tap(Service::postgres).refuse();
  expect_status(api().get(path), {500, 503});
  tap(Service::postgres).restore();
  const bool back = eventually([&] { return api().get(path).status == 200; }, 10s);
  expect(ExpectationKind::recovers, "GET " + path, term::of("at_most", 10), term::of("not_recovered"), back);
}

TEST_F(Errors, NoTraceback) {
  const std::string path = path_of(given_product());
  demand_status(api().given().get(path), {200});
  expect_no_traceback(api().post_raw("/products", "{"));
  tap(Service::postgres).refuse();
  const Answer answer = api().get(path);
  demand_answer(answer);
  expect_no_traceback(answer);
}

}  // namespace
}  // namespace shop
