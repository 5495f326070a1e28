#include "public/shop.hpp"

#include <algorithm>

namespace shop {
namespace {

constexpr int page = 100;  // the largest default that the task allows

}  // namespace

std::string Api::a_name() {
  static const std::vector<std::string> things{"Клавіатура", "Ноутбук", "Наушники", "Рюкзак", "Лампа", "Книга", "Стол"};
  return cat(random.one_of(things), " ", random.word(6), "-", random.digits(4));
}

std::string Api::a_category() {
  static const std::vector<std::string> kinds{"Электроника", "Книги", "Мебель", "Садові інструменти"};
  return cat(random.one_of(kinds), " ", random.word(5));
}

Json Api::a_product() {
  return {{"name", a_name()},
          {"price", static_cast<double>(random.between(100, 99'999)) / 100},
          {"quantity", random.between(1, 500)},
          {"category", a_category()},
          {"description", cat("Опис ", random.word(8))}};
}

Json Api::given_product(const Json& product) {
  const Answer answer = api().given().post("/products", product);
  demand_status(answer, created);
  const Json& object = demand_object(answer);
  path_of(object);
  return object;
}

std::string id_of(const Json& product) {
  const auto id = product.find("id");
  if (id == product.end()) return {};
  return id->is_string() ? id->get<std::string>() : assay::to_text(*id);
}

std::string path_of(const Json& product) {
  const bool usable = product.contains("id") && (product["id"].is_number_integer() || product["id"].is_string());
  if (!usable)
    demand(ExpectationKind::field, "id", term::type("number"),
           product.contains("id") ? type_of(product["id"]) : term::of("absent"), false);
  return "/products/" + url_encoded(id_of(product));
}

std::vector<Json> listed(const std::string& query) {
  std::vector<Json> all;
  for (int skip = 0; skip < 10 * page; skip += page) {
    std::string path = cat("/products?", query, query.empty() ? "" : "&", "limit=", page);
    if (skip > 0) path += cat("&skip=", skip);
    const Answer answer = api().get(path);
    const Json& found = demand_array(answer);
    for (const Json& product : found) all.push_back(product);
    if (found.size() < static_cast<std::size_t>(page)) break;
  }
  return all;
}

std::vector<std::string> ids_of(const std::vector<Json>& products, const std::vector<Json>& known) {
  std::set<std::string> allowed;
  for (const Json& product : known) allowed.insert(id_of(product));
  std::vector<std::string> ids;
  for (const Json& product : products)
    if (const std::string id = id_of(product); known.empty() || allowed.contains(id)) ids.push_back(id);
  return ids;
}

void expect_exactly(const std::vector<Json>& found, const std::vector<Json>& wanted, const std::vector<Json>& own) {
  const std::vector<std::string> there = ids_of(found);
  for (const Json& product : own) {
    const std::string id = id_of(product);
    const bool should = std::any_of(wanted.begin(), wanted.end(), [&](const Json& one) { return id_of(one) == id; });
    const bool is = std::find(there.begin(), there.end(), id) != there.end();
    expect(ExpectationKind::element, product.value("name", id), should ? term::of("present") : term::of("absent"),
           is ? term::of("present") : term::of("absent"), should == is);
  }
}

}  // namespace shop
