// Tags by themselves. Each refusal is tried only after the good request was accepted.
#include "public/office.hpp"

namespace office {
namespace {

class Tags : public Api {};

TEST_F(Tags, CreateAnswersWithTheTag) {
  const Json wanted = a_tag();
  const Answer answer = api().post("/tags", wanted);
  const Json& made = demand_object(answer);
  tag_path(made);
  expect_fields(made, wanted);
}

TEST_F(Tags, CreateStoresTheRow) {
  const Json wanted = a_tag();
  expect_row("tags", given_in(api(), "/tags", wanted), wanted);
}

TEST_F(Tags, ReadReturnsTheTag) {
  const std::vector<Json> tags = given_tags(2);
  for (const Json& tag : tags) expect_fields(demand_object(api().get(tag_path(tag))), {{"id", tag["id"]}, {"name", tag["name"]}});
}

TEST_F(Tags, ListHoldsEveryTag) {
  const std::vector<Json> tags = given_tags(3);
  const std::vector<Json> all = listed("/tags");
  expect_exactly(all, tags, tags);
  for (const Json& tag : tags) expect_fields(demand_listed(all, tag), {{"name", tag["name"]}});
}

TEST_F(Tags, RenameChangesTheTag) {
  const std::vector<Json> tags = given_tags(2);
  const Json wanted = a_tag();
  const Answer answer = api().put(tag_path(tags[0]), wanted);
  expect_fields(demand_object(answer), wanted);
  expect_fields(demand_object(api().get(tag_path(tags[0]))), wanted);
  expect_fields(demand_object(api().get(tag_path(tags[1]))), {{"name", tags[1]["name"]}});
}

TEST_F(Tags, DeleteRemovesTheTag) {
  const std::vector<Json> tags = given_tags(2);
  expect_row_is("present", "tags", tags[0]);
  demand_status(api().remove(tag_path(tags[0])), removed);
  expect_row_is("absent", "tags", tags[0]);
  expect_status(api().get(tag_path(tags[0])), {404});
  expect_status(api().get(tag_path(tags[1])), {200});
}

TEST_F(Tags, UnknownIs404) {
  demand_object(api().given().put(tag_path(given_tag()), a_tag()));
  const std::string path = cat("/tags/", unknown_id());
  expect_status(api().get(path), {404});
  expect_status(api().put(path, a_tag()), {404});
  expect_status(api().remove(path), {404});
}

TEST_F(Tags, BadInputIsRefused) {
  demand_status(api().given().get(tag_path(given_tag())), {200});
  const std::size_t before = database().count("tags");
  expect_status(api().post("/tags", Json::object()), bad_input);
  expect_status(api().post("/tags", {{"name", Json::array({1, 2})}}), bad_input);
  expect_status(api().post_raw("/tags", R"({"name": "без кін)"), bad_input);
  expect_status(api().get("/tags/" + random.word(6)), bad_id);
  const std::size_t after = database().count("tags");
  expect(ExpectationKind::rows, "tags", before, after, before == after);
}

TEST_F(Tags, TakenNameIsRefused) {
  const Json first = given_tag();
  given_tag();
  expect_status(api().post("/tags", {{"name", first["name"]}}), duplicate);
  const std::size_t rows =
      database().query("SELECT 1 AS one FROM tags WHERE name = " + database().quoted(first["name"])).size();
  expect(ExpectationKind::rows, "tags", 1, rows, rows == 1);
}

TEST_F(Tags, RenameToTakenNameIsRefused) {
  const std::vector<Json> tags = given_tags(2);
  demand_object(api().given().put(tag_path(given_tag()), a_tag()));
  expect_status(api().put(tag_path(tags[1]), {{"name", tags[0]["name"]}}), duplicate);
  expect_fields(demand_object(api().get(tag_path(tags[1]))), {{"name", tags[1]["name"]}});
}

}  // namespace
}  // namespace office
