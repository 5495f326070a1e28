// What the groups of this suite share: a running api, random products, and lists read page by page.
#pragma once

#include "testkit/collection.hpp"
#include "testkit/testkit.hpp"

namespace shop {

using namespace assay::testkit;  // NOLINT: a suite speaks the testkit's language
using assay::ExpectationKind;
using assay::Json;
using assay::cat;
namespace testkit = assay::testkit;
using namespace std::chrono_literals;

inline Http api() { return Http("api"); }

/// A group whose tests talk to the running program.
class Api : public testing::Test {
 protected:
  void SetUp() override { roles("api").ensure(); }
  Random random;

  /// A product with every field but sku, drawn from the test's random data.
  Json a_product();
  /// A name nobody else uses, with a Cyrillic and a Latin word.
  std::string a_name();
  std::string a_category();

  /// Makes the product as preparation of the test and returns the answer's object; ends the test when that fails.
  Json given_product(const Json& product) { return given_in(api(), "/products", product); }
  Json given_product() { return given_product(a_product()); }
};

inline std::string path_of(const Json& product) { return testkit::path_of("/products", product); }

/// Every product that `query` ("category=…&in_stock=true") lists, page by page; ends the test when a page is no list.
std::vector<Json> listed(const std::string& query);

}  // namespace shop
