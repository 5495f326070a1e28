#include "cli/github.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iostream>

#include "base/fault.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"

extern char** environ;

namespace assay {
namespace {

/// 128 random bits: nothing that a submission wrote can hold them.
std::string unguessable_word() {
  unsigned char bytes[16];
  if (::getrandom(bytes, sizeof bytes, 0) != sizeof bytes) throw environment_fault("random: the system's random source gave nothing");
  std::string word;
  for (const unsigned char byte : bytes) {
    word += "0123456789abcdef"[byte >> 4];
    word += "0123456789abcdef"[byte & 15];
  }
  return word;
}

/// Values of variables that are named like secrets.
std::vector<std::string> secrets_of_environment() {
  std::vector<std::string> secrets;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view line = *entry;
    const std::string_view name = line.substr(0, line.find('=')), value = line.substr(std::min(line.find('=') + 1, line.size()));
    const auto named = [&](std::string_view word) { return name.find(word) != std::string_view::npos; };
    if (value.size() >= 8 && (named("TOKEN") || named("SECRET") || named("PASSWORD") || named("PRIVATE_KEY") || named("API_KEY")))
      secrets.emplace_back(value);
  }
  std::sort(secrets.begin(), secrets.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return secrets;
}

void append(const fs::path& file, const std::string& text) {
  const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666));
  std::size_t done = 0;
  while (fd && done < text.size()) {
    const ssize_t wrote = ::write(fd.get(), text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) break;
    done += static_cast<std::size_t>(wrote);
  }
  if (!fd || done < text.size()) throw environment_fault(cat(file.string(), ": cannot be written: ", std::strerror(errno)));
}

/// "2026-10-01T11:59:30+03:00" in UTC, to whole seconds; empty when it is none.
std::string in_utc(const std::string& moment) {
  std::tm parts{};
  const char* rest = ::strptime(moment.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr) return {};
  if (*rest == '.') rest += 1 + std::strspn(rest + 1, "0123456789");
  long offset = 0;
  if (*rest == '+' || *rest == '-') {
    const int hours = std::atoi(std::string(rest + 1, std::min<std::size_t>(2, std::strlen(rest + 1))).c_str());
    const char* colon = std::strchr(rest, ':');
    offset = (*rest == '-' ? -1 : 1) * (hours * 3600L + (colon ? std::atoi(colon + 1) * 60L : 0));
  } else if (*rest != 'Z') {
    return {};
  }
  const std::time_t seconds = ::timegm(&parts) - offset;
  std::tm utc{};
  char text[32];
  if (::gmtime_r(&seconds, &utc) == nullptr || std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) return {};
  return text;
}

}  // namespace

std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

GithubJob::GithubJob()
    : here_(environment_variable("GITHUB_ACTIONS") == "true"), repository_(environment_variable("GITHUB_REPOSITORY")),
      workspace_(environment_variable("GITHUB_WORKSPACE")),
      output_(environment_variable("GITHUB_OUTPUT")),
      summary_(environment_variable("GITHUB_STEP_SUMMARY")), event_(environment_variable("GITHUB_EVENT_PATH")),
      secrets_(secrets_of_environment()) {}

std::string GithubJob::committed() const {
  if (event_.empty() || !fs::is_regular_file(event_)) return {};
  const Json event = parse_json(read_file(event_));
  const Json commit = event.is_object() ? event.value("head_commit", Json()) : Json();
  const Json moment = commit.is_object() ? commit.value("timestamp", Json()) : Json();
  return moment.is_string() ? in_utc(moment.get<std::string>()) : "";
}

void GithubJob::set_outputs(const std::vector<std::pair<std::string, std::string>>& outputs) const {
  if (output_.empty()) return;
  std::string text;
  for (const auto& [name, value] : outputs) text += cat(name, '=', redacted(replaced(printable(value), "\n", " ")), '\n');
  append(output_, text);
}

void GithubJob::add_summary(const std::string& markdown) const {
  if (!summary_.empty()) append(summary_, redacted(markdown));
}

void GithubJob::print_inert(std::string_view text) const {
  const std::string word = here_ ? unguessable_word() : "";
  if (here_) std::cout << "::stop-commands::" << word << '\n';
  std::cout << redacted(std::string(text));
  if (here_) std::cout << (text.ends_with('\n') ? "" : "\n") << "::" << word << "::\n";
  std::cout << std::flush;
}

void GithubJob::command(const std::vector<std::string>& lines) const {
  if (!here_) return;
  for (const std::string& line : lines) std::cout << redacted(line) << '\n';
  std::cout << std::flush;
}

std::string GithubJob::redacted(std::string text) const {
  for (const std::string& secret : secrets_) text = replaced(std::move(text), secret, "***");
  return text;
}

}  // namespace assay
