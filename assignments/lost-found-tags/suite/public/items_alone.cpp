// Things without their tags: the five operations, from both sides.
#include "public/items.hpp"

namespace office {

void Items::create_answers_with_the_item() {
  const Json wanted = an_item();
  const Answer answer = api().post(kind_.path, wanted);
  demand_status(answer, created);
  const Json& made = demand_object(answer);
  path_of(made);
  expect_fields(made, wanted);
  expect_tags(made, {});
}

void Items::create_stores_the_row() {
  const Json wanted = an_item();
  expect_row(kind_.table, given_in(api(), kind_.path, wanted), wanted);
}

void Items::read_returns_the_item() {
  const Json wanted = an_item();
  const Json made = given_in(api(), kind_.path, wanted);
  given();
  const Answer answer = api().get(path_of(made));
  const Json& got = demand_object(answer);
  expect_field(got, "id", made["id"]);
  expect_fields(got, wanted);
  expect_tags(got, {});
}

void Items::list_holds_every_item() {
  const std::vector<Json> made{given(), given(), given()};
  const std::vector<Json> all = listed(kind_.path);
  expect_exactly(all, made, made);
  expect_each_once(all);
  const Json got = demand_listed(all, made[1]);
  expect_fields(got, {{"name", made[1]["name"]}, {"location", made[1]["location"]}});
}

void Items::update_changes_the_item() {
  const Json made = given(), neighbour = given();
  const Json wanted = an_item();
  const Answer answer = api().put(path_of(made), wanted);
  demand_status(answer, {200});
  expect_fields(demand_object(answer), wanted);
  expect_fields(demand_object(api().get(path_of(made))), wanted);
  expect_fields(demand_object(api().get(path_of(neighbour))), {{"name", neighbour["name"]}});
  const bool stored = eventually([&] {
    const auto row = database().row(kind_.table, made["id"]);
    return row && row->contains("location") && row->at("location") == wanted["location"].get<std::string>();
  });
  expect(ExpectationKind::row, cat(kind_.table, ".location"), wanted["location"], made["location"], stored);
}

void Items::delete_removes_the_row() {
  const Json made = given(), neighbour = given();
  expect_row_is("present", kind_.table, made);
  demand_status(api().remove(path_of(made)), removed);
  expect_row_is("absent", kind_.table, made);
  expect_status(api().get(path_of(made)), {404});
  expect_exactly(listed(kind_.path), {neighbour}, {made, neighbour});
}

void Items::unknown_is_404() {
  demand_status(api().given().put(path_of(given()), an_item()), {200});
  const std::string path = cat(kind_.path, "/", unknown_id());
  expect_status(api().get(path), {404});
  expect_status(api().put(path, an_item()), {404});
  expect_status(api().remove(path), {404});
}

void Items::bad_input_is_refused() {
  demand_status(api().given().get(path_of(given())), {200});
  const std::size_t before = database().count(kind_.table);
  for (const char* field : {"name", "location"}) {
    Json item = an_item();
    item.erase(field);
    expect_status(api().post(kind_.path, item), bad_input);
    item[field] = Json::array({1, 2});
    expect_status(api().post(kind_.path, item), bad_input);
  }
  expect_status(api().post_raw(kind_.path, R"({"name": "Парасоля", "location": )"), bad_input);
  expect_status(api().get(cat(kind_.path, "/", random.word(6))), bad_id);
  const std::size_t after = database().count(kind_.table);
  expect(ExpectationKind::rows, kind_.table, before, after, before == after);
}

}  // namespace office
