#include "report/messages.hpp"

#include <cstdlib>
#include <toml++/toml.h>

#include "base/fault.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "report/marked.hpp"

namespace assay {
namespace {

void flatten(const toml::table& table, const std::string& prefix, const std::string& place,
             std::map<std::string, std::string>& out) {
  for (const auto& [key, node] : table) {
    const std::string path = cat(prefix, key.str());
    if (const toml::table* inner = node.as_table()) {
      flatten(*inner, path + ".", place, out);
    } else if (const auto text = node.value<std::string>()) {
      out[path] = from_author(*text);
    } else {
      throw Fault(cat(place, ": '", path, "' is not a text"));
    }
  }
}

std::map<std::string, std::string> read_catalogue(const fs::path& file) {
  std::map<std::string, std::string> texts;
  const std::string source = read_file(file, 1u << 20);
  try {
    flatten(toml::parse(source), "", file.string(), texts);
  } catch (const toml::parse_error& error) {
    throw Fault(cat(file.string(), ":", error.source().begin.line, ":", error.source().begin.column, ": ",
                    error.description()));
  }
  return texts;
}

}  // namespace

Messages::Messages(const fs::path& templates, Language language, const fs::path& overrides)
    : file_(templates / cat("messages.", code(language), ".toml")),
      language_(language),
      texts_(read_catalogue(file_)) {
  const fs::path own = overrides / file_.filename();
  if (overrides.empty() || !fs::is_regular_file(own)) return;
  for (auto& [key, text] : read_catalogue(own)) {
    const auto known = texts_.find(key);
    if (known == texts_.end()) throw Fault(cat(own.string(), ": ", file_.filename().string(), " has no text '", key, "'"));
    known->second = std::move(text);
  }
}

const std::string& Messages::text(const std::string& key) const {
  const auto found = texts_.find(key);
  if (found == texts_.end()) throw Fault(cat(file_.string(), ": there is no message '", key, "'"));
  return found->second;
}

std::string Messages::fill(const std::string& key, const Values& values) const {
  std::string_view rest = text(key);
  std::string out;
  for (std::size_t open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    const std::size_t close = rest.find('}', open);
    if (close == std::string_view::npos) break;
    out += rest.substr(0, open);
    const std::string_view name = rest.substr(open + 1, close - open - 1);
    std::string_view value;
    for (const auto& [candidate, text] : values)
      if (candidate == name) value = text;
    if (value.empty() && out.ends_with(' ')) out.pop_back();
    out += value;
    rest.remove_prefix(close + 1);
  }
  return out.append(rest);
}

std::string Messages::counted(const std::string& noun, std::int64_t n) const {
  return fill(cat("plural.", noun, ".", plural_form(language_, n)), {{"n", cat(n)}});
}

std::string Messages::number(Points points) const {
  return replaced(to_string(points), ".", text("format.decimal"));
}

std::string Messages::points(Points points, const std::string& noun) const {
  const bool whole = points.hundredths % 100 == 0;
  const char* form = whole ? plural_form(language_, points.hundredths / 100) : "other";
  return fill(cat("plural.", noun, ".", form), {{"n", number(points)}});
}

std::string Messages::duration(std::int64_t milliseconds) const {
  const bool seconds = milliseconds >= 1000 && milliseconds % 10 == 0;
  if (!seconds) return fill("unit.ms", {{"n", cat(milliseconds)}});
  return fill("unit.s", {{"n", number(Points{milliseconds / 10})}});
}

const char* plural_form(Language language, std::int64_t n) {
  const std::int64_t last = std::llabs(n) % 10, teens = std::llabs(n) % 100;
  if (language == Language::en) return n == 1 ? "one" : "other";
  if (last == 1 && teens != 11) return "one";
  if (last >= 2 && last <= 4 && (teens < 12 || teens > 14)) return "few";
  return "many";
}

}  // namespace assay
