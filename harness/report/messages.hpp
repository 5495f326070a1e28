// Messages: all prose of the reports, from templates/report/messages.<language>.toml.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/language.hpp"
#include "model/rubric.hpp"

namespace assay {

class Messages {
 public:
  /// Marked texts by the names of their placeholders.
  using Values = std::vector<std::pair<std::string_view, std::string>>;

  /// Throws Fault when the catalogue cannot be read. Texts of a catalogue in `overrides` go before those of the same name; one that has
  /// no such name is a Fault.
  Messages(const std::filesystem::path& templates, Language language, const std::filesystem::path& overrides = {});

  Language language() const { return language_; }
  bool has(const std::string& key) const { return texts_.contains(key); }
  const std::map<std::string, std::string>& all() const { return texts_; }

  /// Marked text of `key`. Throws Fault when the catalogue lacks it.
  const std::string& text(const std::string& key) const;

  /// The text with its placeholders filled in. One that is empty takes the space before it along.
  std::string fill(const std::string& key, const Values& values) const;

  /// "5 tests": `noun` is a table below [plural].
  std::string counted(const std::string& noun, std::int64_t n) const;

  /// "1,5": as the language writes it.
  std::string number(Points points) const;

  /// "1,5 points"; `noun` is "points", or "of_points" for the word after "of".
  std::string points(Points points, const std::string& noun = "points") const;

  /// "300 ms", "5 s".
  std::string duration(std::int64_t milliseconds) const;

 private:
  std::filesystem::path file_;
  Language language_;
  std::map<std::string, std::string> texts_;
};

/// "one", "few", "many" or "other".
const char* plural_form(Language language, std::int64_t n);

}  // namespace assay
