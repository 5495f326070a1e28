#include "testkit/collection.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "testkit/expect.hpp"

namespace assay::testkit {

std::string id_of(const Json& object) {
  if (!object.is_object() || !object.contains("id")) return {};
  const Json& id = object["id"];
  return id.is_string() ? id.get<std::string>() : to_text(id);
}

std::string path_of(const std::string& collection, const Json& object) {
  const bool usable = object.contains("id") && (object["id"].is_number_integer() || object["id"].is_string());
  if (!usable)
    demand(ExpectationKind::field, "id", term::type("number"),
           object.contains("id") ? type_of(object["id"]) : term::of("absent"), false);
  return cat(collection, "/", url_encoded(id_of(object)));
}

Json given_in(const Http& api, const std::string& collection, const Json& body) {
  const Answer answer = api.given().post(collection, body);
  demand_status(answer, created);
  const Json& object = demand_object(answer);
  path_of(collection, object);
  return object;
}

std::vector<std::string> ids_of(const std::vector<Json>& objects, const std::vector<Json>& known) {
  std::set<std::string> allowed;
  for (const Json& object : known) allowed.insert(id_of(object));
  std::vector<std::string> ids;
  for (const Json& object : objects)
    if (const std::string id = id_of(object); known.empty() || allowed.contains(id)) ids.push_back(id);
  return ids;
}

namespace {

/// What a report calls an object that a program has answered with: it may have no name, or one that is no text.
std::string shown_name(const Json& object) {
  const Json name = object.is_object() ? object.value("name", Json()) : Json();
  return name.is_string() ? name.get<std::string>() : id_of(object);
}

}  // namespace

void expect_exactly(const std::vector<Json>& found, const std::vector<Json>& wanted, const std::vector<Json>& own) {
  const std::vector<std::string> there = ids_of(found);
  for (const Json& object : own) {
    const std::string id = id_of(object);
    const bool should = std::any_of(wanted.begin(), wanted.end(), [&](const Json& one) { return id_of(one) == id; });
    const bool is = std::find(there.begin(), there.end(), id) != there.end();
    expect(ExpectationKind::element, shown_name(object), should ? term::of("present") : term::of("absent"),
           is ? term::of("present") : term::of("absent"), should == is);
  }
}

void expect_each_once(const std::vector<Json>& found) {
  std::vector<std::string> ids = ids_of(found);
  std::sort(ids.begin(), ids.end());
  const auto twice = std::adjacent_find(ids.begin(), ids.end());
  expect(ExpectationKind::element, twice == ids.end() ? "id" : *twice, term::of("at_most", 1), twice == ids.end() ? 1 : 2,
         twice == ids.end());
}

void expect_fields(const Json& got, const Json& wanted) {
  for (const auto& [field, value] : wanted.items()) expect_field(got, field, value);
}

}  // namespace assay::testkit
