// Things and their tags: the links, what must not break them, and what must not be broken by them.
#include "public/items.hpp"

namespace office {

void Items::attach_stores_the_link() {
  const Json item = given(), neighbour = given();
  const std::vector<Json> tags = given_tags(2);
  demand_status(api().post(attach_path(kind_, item, tags[0])), created);
  expect_links(kind_, item, tags[0], 1);
  expect_links(kind_, item, tags[1], 0);
  expect_links(kind_, neighbour, tags[0], 0);
}

void Items::attach_answers_with_the_tags() {
  const Json item = given();
  const std::vector<Json> tags = given_tags(2);
  expect_tags(demand_object(api().post(attach_path(kind_, item, tags[0]))), {tags[0]});
  const Answer answer = api().post(attach_path(kind_, item, tags[1]));
  const Json& got = demand_object(answer);
  expect_fields(got, {{"id", item["id"]}, {"name", item["name"]}, {"location", item["location"]}});
  expect_tags(got, tags);
  expect_read_tags(item, tags);
}

void Items::one_tag_on_many_items() {
  const Json first = given(), second = given(), tag = given_tag();
  given_links(kind_, first, {tag});
  given_links(kind_, second, {tag});
  expect_read_tags(first, {tag});
  expect_read_tags(second, {tag});
}

void Items::detach_removes_the_link() {
  const Json item = given(), neighbour = given();
  const std::vector<Json> tags = given_tags(2);
  given_links(kind_, item, tags);
  given_links(kind_, neighbour, {tags[0]});
  expect_links(kind_, item, tags[0], 1);
  demand_status(detach(kind_, item, tags[0]), removed);
  expect_links(kind_, item, tags[0], 0);
  expect_read_tags(item, {tags[1]});
  expect_read_tags(neighbour, {tags[0]});
  expect_status(api().get(tag_path(tags[0])), {200});
}

void Items::update_keeps_the_tags() {
  const Json item = given();
  const std::vector<Json> tags = given_tags(2);
  given_links(kind_, item, tags);
  const Json wanted = an_item();
  const Answer answer = api().put(path_of(item), wanted);
  const Json& got = demand_object(answer);
  expect_fields(got, wanted);
  expect_tags(got, tags);
  expect_read_tags(item, tags);
}

void Items::kinds_do_not_mix() {
  // A thing of each kind with the same id: whoever confuses the tables or the kinds shows the tag at the wrong one.
  Json item = given(), other = given_item(other_);
  const auto number = [](const Json& thing) {
    const Json& id = thing.at("id");
    demand(ExpectationKind::field, "id", term::type("number"), type_of(id), id.is_number_integer());
    return id.get<std::int64_t>();
  };
  for (int tries = 0; tries < 200 && number(item) != number(other); ++tries)
    if (number(item) < number(other)) item = given();
    else other = given_item(other_);
  const Json tag = given_tag();
  given_links(kind_, item, {tag});
  expect_read_tags(item, {tag});
  expect_tags(demand_object(api().get(office::path_of(other_, other))), {});
  expect_links(other_, other, tag, 0);
}

void Items::attach_twice_is_one_link() {
  const Json item = given(), tag = given_tag();
  given_links(kind_, item, {tag});
  const Answer again = api().post(attach_path(kind_, item, tag));
  demand_status(again, created);
  expect_tags(demand_object(again), {tag});
  expect_links(kind_, item, tag, 1);
}

void Items::attach_of_unknown_is_404() {
  const Json item = given(), tag = given_tag();
  given_links(kind_, item, {tag});
  const Json no_item{{"id", unknown_id()}}, no_tag{{"id", unknown_id()}};
  expect_status(api().post(attach_path(kind_, item, no_tag)), {404});
  expect_status(api().post(attach_path(kind_, no_item, tag)), {404});
  expect_status(api().post(attach_path(kind_, no_item, no_tag)), {404});
  expect_read_tags(item, {tag});
}

void Items::attach_needs_a_tag() {
  const Json item = given(), tag = given_tag();
  given_links(kind_, item, {tag});
  expect_status(api().post(path_of(item) + "/tags"), bad_input);
  expect_status(api().post(cat(path_of(item), "/tags?tag_id=", random.word(6))), bad_id);
  expect_read_tags(item, {tag});
}

void Items::detach_of_nothing_is_harmless() {
  const Json item = given();
  const std::vector<Json> tags = given_tags(3);
  given_links(kind_, item, {tags[0], tags[1]});
  demand_status(detach(kind_, item, tags[0]), removed);
  for (const Json& tag : {tags[0], tags[2], Json{{"id", unknown_id()}}})
    expect_status(detach(kind_, item, tag), {200, 204, 404});
  expect_read_tags(item, {tags[1]});
}

void Items::deleting_the_item_keeps_its_tags() {
  const Json item = given(), neighbour = given();
  const std::vector<Json> tags = given_tags(2);
  given_links(kind_, item, tags);
  given_links(kind_, neighbour, {tags[0]});
  expect_links(kind_, item, tags[0], 1);
  demand_status(api().remove(path_of(item)), removed);
  expect_row_is("absent", kind_.table, item);
  for (const Json& tag : tags) {
    expect_links(kind_, item, tag, 0);
    expect_status(api().get(tag_path(tag)), {200});
  }
  expect_read_tags(neighbour, {tags[0]});
}

void Items::deleting_a_tag_keeps_its_items() {
  const Json item = given();
  const std::vector<Json> tags = given_tags(2);
  given_links(kind_, item, tags);
  expect_links(kind_, item, tags[0], 1);
  demand_status(api().remove(tag_path(tags[0])), removed);
  expect_row_is("absent", "tags", tags[0]);
  expect_links(kind_, item, tags[0], 0);
  expect_read_tags(item, {tags[1]});
}

}  // namespace office
