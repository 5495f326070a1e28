#include "load/toml_file.hpp"

// The only file of this folder that knows toml++.
#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cmath>

namespace assay {
namespace {

using Kind = TomlValue::Kind;

constexpr int most_dotted = 32;

const char* name_of(Kind kind) {
  switch (kind) {
    case Kind::text: return "text in quotes";
    case Kind::integer: return "a whole number";
    case Kind::real: return "a number";
    case Kind::flag: return "true or false";
    case Kind::moment: return "a date and time with offset";
    case Kind::local_moment: return "a date or time without offset";
    case Kind::list: return "a list";
    case Kind::table: return "a table";
  }
  std::abort();
}

template <class T>
std::string spelled(const T& value) {
  std::ostringstream out;
  out << value;
  return std::move(out).str();
}

std::int64_t seconds_since_epoch(const toml::date_time& moment) {
  using namespace std::chrono;
  const sys_days day{year(moment.date.year) / month(moment.date.month) / moment.date.day};
  return sys_seconds(day).time_since_epoch().count() + moment.time.hour * 3600 + moment.time.minute * 60 +
         moment.time.second - moment.offset->minutes * 60;
}

bool is_bare(char byte) {
  return std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '-' || byte == '_' || static_cast<unsigned char>(byte) >= 0x80;
}

/// Where the key that may stand at `at` ends; `at` when there is none.
std::size_t end_of_key(std::string_view text, std::size_t at) {
  if (at < text.size() && (text[at] == '"' || text[at] == '\'')) {
    const char quote = text[at];
    for (std::size_t i = at + 1; i < text.size() && text[i] != '\n'; ++i) {
      if (text[i] == quote) return i + 1;
      if (text[i] == '\\' && quote == '"') ++i;
    }
    return at;
  }
  while (at < text.size() && is_bare(text[at])) ++at;
  return at;
}

/// The line on which more than `most_dotted` keys are joined by dots, or 0. Each is a level of nesting; toml++ limits that of
/// values alone and then runs out of stack. Strings and comments are not told apart: no sentence looks like this.
std::size_t line_of_endless_key(std::string_view text) {
  const auto skip_blank = [&](std::size_t at) { return std::min(text.find_first_not_of(" \t", at), text.size()); };
  int joined = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i++] != '.') continue;
    const std::size_t key = skip_blank(i), end = end_of_key(text, key);
    if (end > key && ++joined > most_dotted)
      return static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(i), '\n')) + 1;
    const std::size_t next = skip_blank(end);
    if (end == key || next == text.size() || text[next] != '.') joined = 0;
    i = std::max(i, next);
  }
  return 0;
}

TomlValue converted(const toml::node& node) {
  TomlValue value;
  value.line = node.source().begin.line;
  value.column = node.source().begin.column;
  value.end_line = node.source().end.line;
  value.end_column = node.source().end.column;
  if (const auto* text = node.as_string()) {
    value.kind = Kind::text;
    value.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    value.kind = Kind::integer;
    value.integer = integer->get();
  } else if (const auto* real = node.as_floating_point()) {
    value.kind = Kind::real;
    value.real = real->get();
  } else if (const auto* flag = node.as_boolean()) {
    value.kind = Kind::flag;
    value.flag = flag->get();
  } else if (const auto* moment = node.as_date_time()) {
    value.kind = moment->get().offset ? Kind::moment : Kind::local_moment;
    value.text = spelled(moment->get());
    if (moment->get().offset) value.integer = seconds_since_epoch(moment->get());
  } else if (const auto* list = node.as_array()) {
    value.kind = Kind::list;
    for (const toml::node& item : *list) value.list.push_back(converted(item));
  } else if (const auto* table = node.as_table()) {
    value.kind = Kind::table;
    for (const auto& [key, item] : *table) {
      TomlValue& entry = value.table[std::string(key.str())] = converted(item);
      entry.key_line = key.source().begin.line;
      entry.key_column = key.source().begin.column;
    }
  } else {
    value.kind = Kind::local_moment;
  }
  return value;
}

}  // namespace

TomlFile::TomlFile(const fs::path& path, const std::string& shown)
    : shown_(std::make_shared<const std::string>(shown)) {
  std::string text;
  try {
    text = read_file(path, 1u << 20);
  } catch (const Fault& fault) {
    throw Fault(replaced(fault.what(), path.string(), shown), fault.hint(), fault.status());
  }
  value_ = std::make_unique<TomlValue>(parse_toml(std::move(text), shown));
}

TomlValue parse_toml(std::string text, const std::string& shown) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  if (const std::size_t line = line_of_endless_key(text); line > 0)
    throw Fault(cat(shown, ':', line, ":1: not TOML that can be read: more than ", most_dotted, " keys joined by dots"));
  try {
    return converted(toml::parse(text));
  } catch (const toml::parse_error& error) {
    throw Fault(cat(shown, ':', error.source().begin.line, ':', error.source().begin.column, ": not TOML: ",
                    printable(clipped(error.description(), 300))));
  }
}

std::string shown_path(const fs::path& path) {
  const fs::path relative = path.lexically_proximate(fs::current_path());
  return relative.empty() || *relative.begin() == ".." ? path.string() : relative.string();
}

std::string TomlTable::place() const {
  return cat(*file_, ':', std::max(value_->line, 1u), ':', std::max(value_->column, 1u));
}

std::string TomlTable::place(const std::string& key) const {
  const auto entry = value_->table.find(key);
  if (entry == value_->table.end()) return place();
  return cat(*file_, ':', entry->second.line, ':', entry->second.column);
}

std::string TomlTable::place_of_item(const std::string& list, std::size_t index) const {
  const TomlValue& item = value_->table.at(list).list.at(index);
  return cat(*file_, ':', item.line, ':', item.column);
}

void TomlTable::complain(const std::string& key, const std::string& what, const std::string& hint) const {
  throw Fault(cat(place(key), ": ", what), hint);
}

const TomlValue* TomlTable::found(const std::string& key) {
  asked_.insert(key);
  const auto entry = value_->table.find(key);
  return entry == value_->table.end() ? nullptr : &entry->second;
}

const TomlValue& TomlTable::wanted(const std::string& key, Kind kind) {
  const TomlValue* value = found(key);
  if (!value) complain(key, cat("lacks ", assay::quoted(key), ", expected ", name_of(kind)));
  if (value->kind != kind)
    complain(key, cat(key, ": expected ", name_of(kind), ", got ", name_of(value->kind)),
             kind == Kind::moment ? "write it as 2026-11-22T23:59:00+03:00" : "");
  return *value;
}

std::string TomlTable::text(const std::string& key) {
  const std::string& text = wanted(key, Kind::text).text;
  if (trimmed(text).empty()) complain(key, cat(key, ": expected text, got an empty one"));
  return text;
}

std::string TomlTable::text_or(const std::string& key, const std::string& otherwise) {
  return found(key) ? text(key) : otherwise;
}

std::int64_t TomlTable::number(const std::string& key, std::int64_t low, std::int64_t high) {
  const std::int64_t number = wanted(key, Kind::integer).integer;
  if (number < low || number > high)
    complain(key, cat(key, ": expected a number from ", low, " to ", high, ", got ", number));
  return number;
}

std::int64_t TomlTable::number_or(const std::string& key, std::int64_t low, std::int64_t high,
                                  std::int64_t otherwise) {
  return found(key) ? number(key, low, high) : otherwise;
}

bool TomlTable::flag_or(const std::string& key, bool otherwise) {
  return found(key) ? wanted(key, Kind::flag).flag : otherwise;
}

Points TomlTable::points(const std::string& key, Points least) {
  const TomlValue* value = found(key);
  if (!value) complain(key, cat("lacks ", assay::quoted(key), ", expected points"));
  if (value->kind != Kind::integer && value->kind != Kind::real)
    complain(key, cat(key, ": expected points, got ", name_of(value->kind)));
  const double points = value->kind == Kind::integer ? static_cast<double>(value->integer) : value->real;
  if (!(points * 100 >= static_cast<double>(least.hundredths) - 1e-6 && points <= 10'000))
    complain(key, cat(key, ": expected points ", least > Points{} ? "above 0" : "from 0", " to 10000, got ", points));
  const double hundredths = std::round(points * 100);
  if (std::abs(points * 100 - hundredths) > 1e-6)
    complain(key, cat(key, ": expected at most two decimals, got ", points));
  return {static_cast<std::int64_t>(hundredths)};
}

std::vector<std::string> TomlTable::texts_of(const std::string& key) {
  std::vector<std::string> texts;
  for (const TomlValue& item : wanted(key, Kind::list).list) {
    if (item.kind != Kind::text || item.text.empty())
      throw Fault(cat(*file_, ':', item.line, ':', item.column, ": ", key, ": expected text in quotes, got ",
                      item.kind == Kind::text ? "an empty one" : name_of(item.kind)));
    texts.push_back(item.text);
  }
  return texts;
}

std::vector<std::string> TomlTable::texts(const std::string& key) {
  std::vector<std::string> texts = texts_of(key);
  if (texts.empty()) complain(key, cat(key, ": expected at least one, got none"));
  return texts;
}

std::vector<std::string> TomlTable::texts_or_none(const std::string& key) {
  return found(key) ? texts_of(key) : std::vector<std::string>{};
}

std::vector<std::string> TomlTable::text_or_texts(const std::string& key) {
  const TomlValue* value = found(key);
  return value && value->kind == Kind::text ? std::vector<std::string>{text(key)} : texts(key);
}

LocalText TomlTable::local_text(const std::string& key) {
  TomlTable languages = table(key);
  LocalText text;
  text.uk = languages.text("uk");
  text.ru = languages.text("ru");
  text.en = languages.text("en");
  languages.done();
  return text;
}

LocalText TomlTable::local_text_or_none(const std::string& key) {
  return found(key) ? local_text(key) : LocalText{};
}

std::int64_t TomlTable::moment(const std::string& key) { return wanted(key, Kind::moment).integer; }

std::string TomlTable::as_written(const std::string& key) { return wanted(key, Kind::moment).text; }

std::map<std::string, std::string> TomlTable::text_by_key_or_none(const std::string& key) {
  std::map<std::string, std::string> texts;
  if (!found(key)) return texts;
  TomlTable inner = table(key);
  for (const auto& [name, value] : inner.value_->table) texts[name] = inner.text(name);
  return texts;
}

std::map<std::string, std::vector<std::string>> TomlTable::texts_by_key_or_none(const std::string& key) {
  std::map<std::string, std::vector<std::string>> lists;
  if (!found(key)) return lists;
  TomlTable inner = table(key);
  for (const auto& [name, value] : inner.value_->table) lists[name] = inner.texts(name);
  return lists;
}

TomlTable TomlTable::table(const std::string& key) { return {file_, wanted(key, Kind::table)}; }

bool TomlTable::is_table(const std::string& key) const {
  const auto entry = value_->table.find(key);
  return entry != value_->table.end() && entry->second.kind == Kind::table;
}

bool TomlTable::is_tables(const std::string& key) const {
  const auto entry = value_->table.find(key);
  return entry != value_->table.end() && entry->second.kind == Kind::list && !entry->second.list.empty() &&
         entry->second.list.front().kind == Kind::table;
}

std::vector<TomlTable> TomlTable::tables(const std::string& key) {
  std::vector<TomlTable> tables;
  for (const TomlValue& item : wanted(key, Kind::list).list) {
    if (item.kind != Kind::table)
      throw Fault(cat(*file_, ':', item.line, ':', item.column, ": ", key, ": expected a table, got ",
                      name_of(item.kind)));
    tables.emplace_back(file_, item);
  }
  return tables;
}

std::vector<TomlTable> TomlTable::tables_or_none(const std::string& key) {
  return found(key) ? tables(key) : std::vector<TomlTable>{};
}

std::vector<std::pair<std::string, TomlTable>> TomlTable::sections_or_none(const std::string& key) {
  return found(key) ? table(key).sections() : std::vector<std::pair<std::string, TomlTable>>{};
}

std::vector<std::pair<std::string, TomlTable>> TomlTable::sections() {
  std::vector<std::pair<std::string, TomlTable>> sections;
  for (const auto& [name, value] : value_->table) sections.emplace_back(name, table(name));
  std::stable_sort(sections.begin(), sections.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second.value_->line, a.second.value_->column) <
           std::pair(b.second.value_->line, b.second.value_->column);
  });
  return sections;
}

void TomlTable::done() const {
  const std::vector<std::string> known(asked_.begin(), asked_.end());
  const TomlValue* first = nullptr;
  std::string unknown;
  for (const auto& [key, value] : value_->table) {
    if (asked_.count(key) != 0) continue;
    if (first && std::pair(first->key_line, first->key_column) < std::pair(value.key_line, value.key_column)) continue;
    first = &value;
    unknown = key;
  }
  if (!first) return;
  const std::string likely = closest(unknown, known);
  throw Fault(cat(*file_, ':', first->key_line, ':', first->key_column, ": unknown key ", assay::quoted(unknown),
                  likely.empty() ? cat(" (known: ", join(known, ", "), ")") : cat(" (closest: ", likely, ")")));
}

}  // namespace assay
