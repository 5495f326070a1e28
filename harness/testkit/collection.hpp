// A collection behind HTTP ("/products", "/tags"): objects with an id, lists of them, and the statuses that a task takes by default.
#pragma once

#include <string>
#include <vector>

#include "testkit/http.hpp"

namespace assay::testkit {

/// What refuses bad input, an id that is no number, a duplicate; what creates and what removes.
inline const std::vector<int> bad_input{400, 422};
inline const std::vector<int> bad_id{400, 404, 422};
inline const std::vector<int> duplicate{400, 409, 422};
inline const std::vector<int> created{200, 201};
inline const std::vector<int> removed{200, 204};

/// The id of an object as text; empty when it has none.
std::string id_of(const Json& object);
/// "/products/7"; ends the test when the object has no id.
std::string path_of(const std::string& collection, const Json& object);

/// Posts `body` as preparation of a test and gives the answer's object, which has an id; ends the test when that fails.
Json given_in(const Http& api, const std::string& collection, const Json& body);

/// Ids of the listed objects in their order, restricted to `known` when it is not empty.
std::vector<std::string> ids_of(const std::vector<Json>& objects, const std::vector<Json>& known = {});

/// Of `own`, exactly those in `wanted` are in `found`; what else is there does not matter. Objects are shown by their name.
void expect_exactly(const std::vector<Json>& found, const std::vector<Json>& wanted, const std::vector<Json>& own);

/// No two of the listed objects have the same id.
void expect_each_once(const std::vector<Json>& found);

/// A member is what it should be, for each of `wanted`.
void expect_fields(const Json& got, const Json& wanted);

}  // namespace assay::testkit
