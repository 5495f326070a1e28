// The statements, README.<lang>.md, and the anchors in them.
#include <algorithm>

#include "load/load.hpp"
#include "load/toml_file.hpp"

namespace assay {
namespace {

constexpr std::string_view comment_begin = "<!--", comment_end = "-->";

fs::path statement_file(const Assignment& assignment, Language language) {
  return assignment.directory / cat("README.", code(language), ".md");
}

bool is_name(std::string_view text) {
  return !text.empty() && text.front() != '-' && text.back() != '-' && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

/// Takes the anchors out of a line and gives what is left; `enter` is told kind and name of each.
template <class Enter>
std::string without_anchors(const std::string& line, const std::string& place, Enter enter) {
  std::string rest;
  std::size_t at = 0;
  for (;;) {
    const std::size_t begin = line.find(comment_begin, at);
    rest += line.substr(at, begin - at);
    if (begin == std::string::npos) return rest;
    const std::size_t end = line.find(comment_end, begin);
    const std::string inner = end == std::string::npos ? "" : trimmed(line.substr(begin + 4, end - begin - 4));
    const bool anchor = inner.starts_with("c:") || inner.starts_with("m:");
    const std::string name = anchor ? trimmed(inner.substr(2)) : "";
    if (!is_name(name))
      throw Fault(cat(place, ": a comment that is no anchor: ", assay::quoted(line.substr(begin))),
                  "write <!-- c: name --> after a sentence that binds, <!-- m: name --> after one about a mistake of the lesson");
    enter(inner[0], name);
    while (rest.ends_with(' ')) rest.pop_back();
    at = end + comment_end.size();
  }
}

}  // namespace

TaskTexts load_task_texts(const Assignment& assignment) {
  TaskTexts statements;
  for (const Language language : all_languages) {
    const fs::path file = statement_file(assignment, language);
    const std::vector<std::string> lines = split(read_file(file), '\n');
    TaskText& statement = statements[language];
    std::string section;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].starts_with("#")) section = trimmed(lines[i].substr(lines[i].find_first_not_of('#')));
      without_anchors(lines[i], cat(shown_path(file), ':', i + 1), [&](char kind, const std::string& name) {
        (kind == 'c' ? statement.sentences : statement.mistakes).push_back({name, section});
      });
    }
  }
  return statements;
}

std::string statement_for_students(const Assignment& assignment, Language language) {
  const fs::path file = statement_file(assignment, language);
  const std::vector<std::string> lines = split(read_file(file), '\n');
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string rest = without_anchors(lines[i], cat(shown_path(file), ':', i + 1), [](char, const std::string&) {});
    if (!rest.empty() || lines[i].empty()) kept.push_back(rest);
  }
  return join(kept, "\n");
}

}  // namespace assay
