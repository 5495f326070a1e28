#include "suite/alterations.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"

namespace assay {
namespace {

constexpr std::size_t most_edits = 20, longest_text = 4096, longest_shown = 400;

bool below(const std::string& file, const std::vector<std::string>& paths) {
  const fs::path normal = fs::path(file).lexically_normal();
  return normal == fs::path(file) && std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
           return file.starts_with(path + "/");
         });
}

Edit edit_from(const Json& value) {
  return {.file = value.at("file"), .from = value.at("from"), .to = value.at("to"), .text = value.at("text"),
          .same = value.at("same"), .line = value.at("line"), .before = value.at("before"), .after = value.at("after")};
}

bool usable(const Edit& edit, const Assignment& assignment, const fs::path& tree) {
  std::error_code error;
  const fs::path file = tree / edit.file;
  return below(edit.file, assignment.altered_paths) && fs::is_regular_file(fs::symlink_status(file, error)) &&
         edit.from <= edit.to && edit.to <= fs::file_size(file, error) && !error &&
         std::max(edit.text.size(), edit.same.size()) <= longest_text &&
         std::max(edit.before.size(), edit.after.size()) <= longest_shown;
}

bool by_place(const Edit& a, const Edit& b) { return std::pair(a.file, a.from) < std::pair(b.file, b.from); }

/// Without those that begin in another.
std::vector<Edit> apart(std::vector<Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(), by_place);
  std::vector<Edit> kept;
  for (Edit& edit : edits)
    if (kept.empty() || kept.back().file != edit.file || kept.back().to <= edit.from) kept.push_back(std::move(edit));
  return kept;
}

/// Replaces a file's text; its times and mode stay.
void write_keeping_times(const fs::path& file, const std::string& text) {
  struct stat before {};
  ::stat(file.c_str(), &before);
  write_file(file, text);
  ::chmod(file.c_str(), before.st_mode & 0777);
  const timespec times[] = {before.st_atim, before.st_mtim};
  ::utimensat(AT_FDCWD, file.c_str(), times, 0);
}

}  // namespace

std::string mutator_request(const Assignment& assignment) {
  Json wanted = Json::array();
  for (const AlterationRule& rule : assignment.alterations) wanted.push_back({{"kind", rule.kind}, {"field", rule.field}});
  return to_text(Json{{"paths", assignment.altered_paths}, {"alterations", wanted}});
}

std::vector<Alteration> alterations_in(std::string_view printed, const Assignment& assignment, const fs::path& tree) {
  std::vector<Alteration> found;
  try {
    const Json answer = Json::parse(printed);
    for (const Json& value : answer.at("alterations")) {
      Alteration alteration{.kind = value.at("kind"), .field = value.at("field")};
      const bool known = std::any_of(assignment.alterations.begin(), assignment.alterations.end(), [&](const AlterationRule& rule) {
        return rule.kind == alteration.kind && rule.field == alteration.field;
      });
      const bool twice = std::any_of(found.begin(), found.end(), [&](const Alteration& other) { return other.kind == alteration.kind; });
      for (const Json& edit : value.at("edits"))
        if (alteration.edits.size() < most_edits) alteration.edits.push_back(edit_from(edit));
      std::erase_if(alteration.edits, [&](const Edit& edit) { return !usable(edit, assignment, tree); });
      alteration.edits = apart(std::move(alteration.edits));
      if (known && !twice && !alteration.edits.empty()) found.push_back(std::move(alteration));
    }
  } catch (const Json::exception&) {
    return {};
  }
  return found;
}

Json described(const Alteration& alteration) {
  Json places = Json::array();
  for (const Edit& edit : alteration.edits)
    places.push_back({{"place", cat(edit.file, ":", edit.line)}, {"before", edit.before}, {"after", edit.after}});
  return {{"field", alteration.field}, {"places", places}};
}

std::vector<Edit> edits_of_all(const std::vector<Alteration>& alterations) {
  std::vector<Edit> all;
  for (const Alteration& alteration : alterations) all.insert(all.end(), alteration.edits.begin(), alteration.edits.end());
  return apart(std::move(all));
}

void write_altered(const fs::path& tree, const fs::path& to, const std::vector<Edit>& edits, bool same) {
  copy_tree(tree, to, CopyRules{.skip = {"__pycache__"}});
  std::map<std::string, std::vector<Edit>> by_file;
  for (const Edit& edit : edits) by_file[edit.file].push_back(edit);
  for (auto& [file, own] : by_file) {
    std::string text = read_file(to / file);
    std::sort(own.begin(), own.end(), by_place);
    for (auto edit = own.rbegin(); edit != own.rend(); ++edit)
      text.replace(edit->from, edit->to - edit->from, same ? edit->same : edit->text);
    write_keeping_times(to / file, text);
  }
}

}  // namespace assay
