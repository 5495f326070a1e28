// What the groups of this suite share: a running api, random products, and lists read page by page.
#pragma once

#include <set>

#include "testkit/testkit.hpp"

namespace shop {

using namespace assay::testkit;  // NOLINT: a suite speaks the testkit's language
using assay::ExpectationKind;
using assay::Json;
using assay::cat;
using namespace std::chrono_literals;

/// The default statuses of the task: what refuses bad input, what refuses an id that is no number, what refuses a duplicate.
inline const std::vector<int> bad_input{400, 422};
inline const std::vector<int> bad_id{400, 404, 422};
inline const std::vector<int> duplicate{400, 409, 422};
inline const std::vector<int> created{200, 201};

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
  Json given_product(const Json& product);
  Json given_product() { return given_product(a_product()); }
};

/// "/products/7" of an object with an id; ends the test when it has none.
std::string path_of(const Json& product);

/// Every product that `query` ("category=…&in_stock=true") lists, page by page; ends the test when a page is no list.
std::vector<Json> listed(const std::string& query);

/// Ids of the listed objects in their order, restricted to `known` when it is not empty.
std::vector<std::string> ids_of(const std::vector<Json>& products, const std::vector<Json>& known = {});
std::string id_of(const Json& product);

/// Of `own`, exactly those in `wanted` are in `found`.
void expect_exactly(const std::vector<Json>& found, const std::vector<Json>& wanted, const std::vector<Json>& own);

}  // namespace shop
