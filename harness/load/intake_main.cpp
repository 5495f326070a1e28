// assay-intake: reads what a submission's bytes say, with the rights of nobody. It is given its task as JSON on standard input
// and answers with JSON on standard output; the harness believes nothing of the answer but its shape (load/submission.cpp).
//
// Task:   {directory, archive: bool (open as descriptor 3), limits: {bytes, files, depth}, skip: [name], folders: [name of a
//          folder that belongs to the assignment and is no wrapping], time_zone, starter: {path: sha256}, protected: [path], roles: [name]}
// Answer: {root, build: [word], commands: {role: [word]}, history: null | {shallow, commits: [{id, time, day, meaningful}]}}
//      or {refused: {code, entry, cause}}
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <iterator>

#include "base/fault.hpp"
#include "base/json.hpp"
#include "base/unique_fd.hpp"
#include "load/history.hpp"
#include "load/submission_toml.hpp"
#include "load/unpack.hpp"

namespace assay {
namespace {

constexpr int archive_fd = 3;

void unpack_into(const fs::path& directory, const Json& task) {
  UnpackLimits limits;
  limits.bytes = task.at("limits").at("bytes");
  limits.files = task.at("limits").at("files");
  limits.depth = task.at("limits").at("depth");
  limits.skip = task.at("skip").get<std::vector<std::string>>();
  const UniqueFd root(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root) throw Refusal{"unreadable", "", "the directory to unpack into cannot be opened"};
  unpack(archive_fd, root.get(), limits);
}

/// Archives often hold one folder with everything in it; then that is the root.
std::string single_folder(const fs::path& directory, const std::vector<std::string>& folders) {
  std::string only;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (!only.empty() || !entry.is_directory() || entry.path().filename() == ".git") return "";
    only = entry.path().filename().string();
  }
  return std::find(folders.begin(), folders.end(), only) == folders.end() ? only : "";
}

Json to_json(const std::optional<History>& history) {
  if (!history) return nullptr;
  Json commits = Json::array();
  for (const Commit& commit : history->commits)
    commits.push_back({{"id", commit.id}, {"time", commit.time}, {"day", commit.day}, {"meaningful", commit.meaningful}});
  return {{"shallow", history->shallow}, {"commits", commits}};
}

Json answer_to(const Json& task) {
  ::setenv("TZ", task.at("time_zone").get<std::string>().c_str(), 1);
  ::tzset();
  fs::path directory = task.at("directory").get<std::string>();
  std::string root;
  if (task.at("archive").get<bool>()) {
    unpack_into(directory, task);
    root = single_folder(directory, task.at("folders").get<std::vector<std::string>>());
    directory /= root;
  }
  const OwnCommands own = read_submission_toml(directory / "submission.toml", task.at("roles").get<std::vector<std::string>>());
  Json answer{{"root", root}, {"build", own.build}, {"commands", own.commands}};
  const CourseFiles course{task.at("starter").get<std::map<std::string, std::string>>(),
                           task.at("protected").get<std::vector<std::string>>()};
  const fs::path git = directory / ".git";
  answer["history"] = fs::is_directory(git) ? to_json(read_history(git.string(), course)) : Json();
  return answer;
}

int run() {
  std::setlocale(LC_ALL, "C.UTF-8");  // libarchive converts names to the locale's encoding
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  Json answer;
  try {
    answer = answer_to(Json::parse(text));
  } catch (const Refusal& refusal) {
    answer = {{"refused", {{"code", refusal.code}, {"entry", refusal.entry}, {"cause", refusal.cause}}}};
  } catch (const Fault& fault) {
    answer = {{"refused", {{"code", "toml"}, {"entry", ""}, {"cause", fault.what()}}}};
  }
  std::cout << to_text(answer) << std::flush;
  return 0;
}

}  // namespace
}  // namespace assay

int main() {
  try {
    return assay::run();
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 3;
  }
}
