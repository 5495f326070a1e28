// TOML as the loaders use it: typed access that complains with file, line and column. toml++ stays in toml_file.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fault.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "model/language.hpp"
#include "model/rubric.hpp"

namespace assay {

struct TomlValue {
  enum class Kind { text, integer, real, flag, moment, local_moment, list, table } kind = Kind::table;
  std::string text;            ///< moments: as in the file
  std::int64_t integer = 0;    ///< moment: seconds since the epoch
  double real = 0;
  bool flag = false;
  std::vector<TomlValue> list;
  std::map<std::string, TomlValue> table;
  std::uint32_t line = 0, column = 0;          ///< of the value, counted in characters from 1
  std::uint32_t end_line = 0, end_column = 0;  ///< where it has ended; of a table that a header opens: where the header has
  std::uint32_t key_line = 0, key_column = 0;  ///< of its key, where it has one
};

/// The root of a text. A byte-order mark is skipped. Throws Fault "shown:line:column: …" when it is not TOML.
TomlValue parse_toml(std::string text, const std::string& shown);

/// A table being read. Every get names what it wants; done() complains about what nobody asked for. All complaints are Faults
/// "file:line:column: …". A key with `_or` in its getter may be absent, others may not.
class TomlTable {
 public:
  TomlTable(std::shared_ptr<const std::string> file, const TomlValue& value) : file_(std::move(file)), value_(&value) {}

  bool has(const std::string& key) { return found(key) != nullptr; }

  std::string text(const std::string& key);  ///< not empty
  std::string text_or(const std::string& key, const std::string& otherwise);
  std::int64_t number(const std::string& key, std::int64_t low, std::int64_t high);
  std::int64_t number_or(const std::string& key, std::int64_t low, std::int64_t high, std::int64_t otherwise);
  bool flag_or(const std::string& key, bool otherwise);
  Points points(const std::string& key, Points least = {1});  ///< at most two decimals
  std::vector<std::string> texts(const std::string& key);  ///< not empty, no empty text in it
  std::vector<std::string> texts_or_none(const std::string& key);
  std::vector<std::string> text_or_texts(const std::string& key);  ///< a single text, or texts()
  LocalText local_text(const std::string& key);  ///< in all languages
  LocalText local_text_or_none(const std::string& key);
  std::int64_t moment(const std::string& key);   ///< date and time with an offset; seconds since the epoch
  std::string as_written(const std::string& key);  ///< of a moment that was asked for
  std::map<std::string, std::string> text_by_key_or_none(const std::string& key);
  std::map<std::string, std::vector<std::string>> texts_by_key_or_none(const std::string& key);

  /// One of a closed list of words.
  template <class Enum>
  Enum one_of(const std::string& key, const std::vector<std::pair<std::string, Enum>>& words) {
    const std::string word = text(key);
    std::vector<std::string> known;
    for (const auto& [name, value] : words) {
      if (name == word) return value;
      known.push_back(name);
    }
    complain(key, cat("unknown ", key, ' ', assay::quoted(word), " (known: ", join(known, ", "), ")"));
  }
  template <class Enum>
  Enum one_of_or(const std::string& key, const std::vector<std::pair<std::string, Enum>>& words, Enum otherwise) {
    return has(key) ? one_of(key, words) : otherwise;
  }

  TomlTable table(const std::string& key);
  bool is_table(const std::string& key) const;
  /// A list of tables: `[[key]]`, or tables in a list. `is_tables` is false for a list of anything else.
  std::vector<TomlTable> tables(const std::string& key);
  std::vector<TomlTable> tables_or_none(const std::string& key);
  bool is_tables(const std::string& key) const;
  /// The tables in table `key` (`[key.name]`), in the order of the file.
  std::vector<std::pair<std::string, TomlTable>> sections_or_none(const std::string& key);
  /// The same of this table itself; keys that hold no table are complaints.
  std::vector<std::pair<std::string, TomlTable>> sections();

  /// Complains about keys that were never asked for, with the closest that were.
  void done() const;

  /// "file:line:column" of a key's value, or of this table when it lacks the key.
  std::string place(const std::string& key) const;
  std::string place() const;
  std::string place_of_item(const std::string& list, std::size_t index) const;
  [[noreturn]] void complain(const std::string& key, const std::string& what, const std::string& hint = {}) const;

 private:
  const TomlValue& wanted(const std::string& key, TomlValue::Kind kind);
  const TomlValue* found(const std::string& key);
  std::vector<std::string> texts_of(const std::string& key);

  std::shared_ptr<const std::string> file_;
  const TomlValue* value_;
  std::set<std::string> asked_;
};

/// A file read whole; tables taken from it are valid while it lives.
class TomlFile {
 public:
  /// `shown` is the name in messages. A byte-order mark is skipped. Throws Fault when it cannot be read, is larger than 1 MiB or is not TOML.
  TomlFile(const fs::path& path, const std::string& shown);
  TomlTable root() const { return {shown_, *value_}; }

 private:
  std::shared_ptr<const std::string> shown_;
  std::unique_ptr<TomlValue> value_;
};

/// A path as messages show it: relative to the working directory where it lies below that.
std::string shown_path(const fs::path& path);

}  // namespace assay
