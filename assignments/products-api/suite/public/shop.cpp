#include "public/shop.hpp"

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

}  // namespace shop
