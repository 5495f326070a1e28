#include "migration_inputs.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "suite/shadows.hpp"

namespace assay {
namespace {

using Texts = std::map<std::string, std::string>;   ///< by relative path

Texts texts_of(const fs::path& tree) {
  Texts texts;
  for (const auto& entry : fs::recursive_directory_iterator(tree))
    if (entry.is_regular_file()) texts[entry.path().lexically_relative(tree).generic_string()] = read_file(entry.path());
  return texts;
}

/// Letters, digits and underscores that stand together: names, and words of strings and comments.
std::set<std::string> words_of(const std::string& text) {
  std::set<std::string> words;
  std::string word;
  for (const char c : text + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '_') {
      word += c;
    } else if (!word.empty()) {
      words.insert(std::exchange(word, {}));
    }
  }
  return words;
}

/// Whether the code may read files, or import modules, that its text does not name.
bool reaches_further(const std::string& code) {
  for (const char* way : {"importlib", "__import__", "pkgutil", "runpy", "exec(", "eval(", "open(", "read_text", "read_bytes", "subprocess",
                          "popen", "system(", "glob(", "iterdir", "listdir", "scandir", "walk("})
    if (code.find(way) != std::string::npos) return true;
  return false;
}

bool is_module(const std::string& file) { return file.ends_with(".py"); }

/// The word by which other modules import this one.
std::string imported_as(const std::string& file) {
  const fs::path path(file);
  return path.stem() == "__init__" ? path.parent_path().filename().string() : path.stem().string();
}

/// Whether the file is read whatever the code says: configuration, scripts of the migrations, and what lies at the root, where Python
/// looks first.
bool is_root(const std::string& file, const std::set<std::string>& scripts) {
  if (!is_module(file) || file.find('/') == std::string::npos) return true;
  return std::any_of(scripts.begin(), scripts.end(), [&](const std::string& directory) { return file.starts_with(directory); });
}

/// Names of the files, or nothing where it cannot be told.
std::set<std::string> inputs_among(const Texts& texts) {
  std::set<std::string> scripts, inputs, words;
  for (const auto& [file, text] : texts)
    if (file.ends_with("/env.py")) scripts.insert(file.substr(0, file.size() - std::string_view("env.py").size()));
  if (scripts.empty()) return {};
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& [file, text] : texts) {
      if (inputs.contains(file) || (!is_root(file, scripts) && !words.contains(imported_as(file)))) continue;
      if (is_module(file) && reaches_further(text)) return {};
      inputs.insert(file);
      grown = true;
      if (is_module(file) || file.ends_with(".ini") || file.ends_with(".toml")) words.merge(words_of(text));
    }
  }
  return inputs;
}

}  // namespace

std::string migration_digest(const Assignment& assignment, const Runtime& runtime, const Submission& submission) {
  const auto role = assignment.roles.find("migrate");
  if (role == assignment.roles.end() || role->second.commands.empty() || role->second.commands.front().argv.front() != "alembic" ||
      !submission.python || !submission.build.empty() || submission.commands.contains("migrate"))
    return submission.digest;
  const Texts texts = texts_of(submission.tree);
  std::vector<std::string> files;
  for (const auto& [file, text] : texts) files.push_back(file);
  const std::set<std::string> inputs = inputs_among(texts);
  if (inputs.empty() || !shadowing_files(runtime, files).empty()) return submission.digest;
  std::string all;
  for (const std::string& file : inputs) all += cat(file, '\0', sha256(texts.at(file)), '\n');
  return sha256(all);
}

}  // namespace assay
