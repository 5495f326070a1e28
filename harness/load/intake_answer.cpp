#include "load/intake_answer.hpp"

#include <algorithm>

#include "load/history.hpp"

namespace assay {
namespace {

constexpr std::size_t most_words = 100, longest_word = 4096;

[[noreturn]] void complain(const char* what) { throw Json::other_error::create(501, what, nullptr); }

std::vector<std::string> words_in(const Json& list) {
  std::vector<std::string> words;
  for (const Json& word : list) {
    const auto& text = word.get_ref<const std::string&>();
    if (text.empty() || text.size() > longest_word || text.find('\0') != std::string::npos || words.size() == most_words)
      complain("a command");
    words.push_back(text);
  }
  return words;
}

bool is_hex(const std::string& text) {
  return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool is_day(const std::string& text) {
  return text.empty() || (text.size() == 10 && text.find_first_not_of("0123456789-") == std::string::npos);
}

std::optional<History> history_from(const Json& value) {
  if (value.is_null()) return std::nullopt;
  History history;
  history.shallow = value.at("shallow").get<bool>();
  for (const Json& item : value.at("commits")) {
    Commit commit{item.at("id").get<std::string>(), item.at("time").get<std::int64_t>(), item.at("day").get<std::string>(),
                  item.at("meaningful").get<bool>()};
    if (!is_hex(commit.id) || !is_day(commit.day) || history.commits.size() == most_commits) complain("a commit");
    history.commits.push_back(std::move(commit));
  }
  return history;
}

}  // namespace

IntakeAnswer intake_answer(const Json& answer, const std::vector<std::string>& roles) {
  if (answer.is_object() && answer.contains("refused")) {
    const Json& refused = answer.at("refused");
    throw Refusal{refused.at("code").get<std::string>(), refused.at("entry").get<std::string>(),
                  refused.at("cause").get<std::string>()};
  }
  IntakeAnswer read;
  read.root = answer.at("root").get<std::string>();
  if (read.root == "." || read.root == ".." || read.root.find('/') != std::string::npos || read.root.find('\0') != std::string::npos)
    complain("root");
  read.build = words_in(answer.at("build"));
  for (const auto& [role, command] : answer.at("commands").items()) {
    if (std::find(roles.begin(), roles.end(), role) == roles.end() || command.empty()) complain("a role");
    read.commands[role] = words_in(command);
  }
  read.history = history_from(answer.at("history"));
  return read;
}

}  // namespace assay
