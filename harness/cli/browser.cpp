#include "cli/browser.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "base/text.hpp"

extern char** environ;

namespace assay {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// Starts the program with the file, in a session of its own, so that neither waits for the other. $BROWSER may hold arguments, and "%s" for
/// the file.
bool start(const std::string& command, const fs::path& file) {
  std::vector<std::string> words = split(command, ' ');
  std::erase(words, "");
  if (words.empty()) return false;
  bool placed = false;
  for (std::string& word : words)
    if (word.find("%s") != std::string::npos) word = replaced(word, "%s", file.string()), placed = true;
  if (!placed) words.push_back(file.string());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_RDWR, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error == 0;
}

}  // namespace

bool open_in_browser(const fs::path& file) {
  for (const std::string& command : split(variable("BROWSER"), ':'))
    if (!command.empty() && start(command, file)) return true;
  const bool desktop = !variable("DISPLAY").empty() || !variable("WAYLAND_DISPLAY").empty();
  return desktop && start("xdg-open", file);
}

}  // namespace assay
