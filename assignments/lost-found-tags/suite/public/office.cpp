#include "public/office.hpp"

#include <algorithm>

namespace office {

std::string attach_path(const Kind& kind, const Json& item, const Json& tag) {
  return cat(path_of(kind, item), "/tags?tag_id=", url_encoded(id_of(tag)));
}

Json given(const std::string& path, const Json& sent) {
  Json made = given_in(api(), path, sent);
  made.update(sent);
  return made;
}

Json Api::a_tag() {
  static const std::vector<std::string> words{"документи", "электроника", "цінне", "ключи", "їжа & напої", "одежда", "100 %"};
  return {{"name", cat(random.one_of(words), " ", random.word(5), "-", random.digits(4))}};
}

Json Api::an_item() {
  static const std::vector<std::string> things{"Парасоля", "Рюкзак", "Кошелёк", "Окуляри", "Телефон", "Шапка з ґудзиком"};
  static const std::vector<std::string> places{"аудиторія", "їдальня", "библиотека", "спортзал"};
  return {{"name", cat(random.one_of(things), " ", random.word(6), "-", random.digits(4))},
          {"location", cat(random.one_of(places), " ", random.digits(3))}};
}

std::vector<Json> Api::given_tags(int count) {
  std::vector<Json> tags;
  for (int i = 0; i < count; ++i) tags.push_back(given_tag());
  return tags;
}

void given_links(const Kind& kind, const Json& item, const std::vector<Json>& tags) {
  for (const Json& tag : tags) demand_status(api().given().post(attach_path(kind, item, tag)), created);
}

Answer detach(const Kind& kind, const Json& item, const Json& tag) {
  const auto unknown = [](const Answer& answer) { return answer.status == 404 || answer.status == 405; };
  const Answer by_path = api().remove(cat(path_of(kind, item), "/tags/", url_encoded(id_of(tag))));
  if (!unknown(by_path)) return by_path;
  const Answer by_query = api().remove(attach_path(kind, item, tag));
  return unknown(by_query) && by_path.status == 404 ? by_path : by_query;
}

std::vector<Json> listed(const std::string& path) {
  const Answer answer = api().get(path);
  const Json& all = demand_array(answer);
  return {all.begin(), all.end()};
}

Json demand_listed(const std::vector<Json>& all, const Json& object) {
  const auto one = std::find_if(all.begin(), all.end(), [&](const Json& each) { return id_of(each) == id_of(object); });
  demand(ExpectationKind::element, object.value("name", id_of(object)), term::of("present"),
         one == all.end() ? term::of("absent") : term::of("present"), one != all.end());
  return *one;
}

void expect_tags(const Json& item, const std::vector<Json>& wanted) {
  const Json tags = item.is_object() ? item.value("tags", Json()) : Json();
  demand(ExpectationKind::field, "tags", term::type("array"), type_of(tags), tags.is_array());
  std::vector<std::string> expected, got;
  for (const Json& tag : wanted) expected.push_back(cat(id_of(tag), " ", tag.at("name").get<std::string>()));
  for (const Json& tag : tags) {
    const bool whole = tag.is_object() && tag.contains("id") && tag.value("name", Json()).is_string();
    got.push_back(whole ? cat(id_of(tag), " ", tag.at("name").get<std::string>()) : assay::to_text(tag));
  }
  std::sort(expected.begin(), expected.end());
  std::sort(got.begin(), got.end());
  expect(ExpectationKind::field, "tags", Json(expected), Json(got), expected == got);
}

std::size_t links_between(const Kind& kind, const Json& item, const Json& tag) {
  return database()
      .query(cat("SELECT 1 AS one FROM ", kind.links, " WHERE ", kind.link_column, "::text = ", database().quoted(id_of(item)),
                 " AND tag_id::text = ", database().quoted(id_of(tag))))
      .size();
}

void expect_links(const Kind& kind, const Json& item, const Json& tag, std::size_t wanted) {
  std::size_t got = 0;
  const bool met = eventually([&] { return (got = links_between(kind, item, tag)) == wanted; });
  // How many there are too many may be chance: of requests at once, any number may have won.
  expect(ExpectationKind::rows, kind.links, wanted, got > wanted ? term::of("at_least", wanted + 1) : Json(got), met);
}

void expect_row(const std::string& table, const Json& made, const Json& wanted) {
  std::optional<Row> row;
  eventually([&] { return (row = database().row(table, made.at("id"))).has_value(); });
  demand(ExpectationKind::row, table, made.at("id"), row ? term::of("present") : term::of("absent"), row.has_value());
  for (const auto& [field, value] : wanted.items()) {
    const auto cell = row->find(field);
    const Json got = cell == row->end() || !cell->second ? Json() : Json(*cell->second);
    expect(ExpectationKind::row, cat(table, ".", field), value, got, same_value(value, got));
  }
}

void expect_row_is(const char* state, const std::string& table, const Json& made) {
  const bool there = state == std::string_view("present");
  const bool met = eventually([&] { return database().row(table, made.at("id")).has_value() == there; });
  expect(ExpectationKind::row, table, term::of(state), met ? term::of(state) : term::of(there ? "absent" : "present"), met);
}

}  // namespace office
