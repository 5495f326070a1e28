// A job of GitHub Actions as the program finds it: variables, files to append to, commands in the log.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"

namespace assay {

/// The value of an environment variable, or nothing.
std::string environment_variable(const char* name);

class GithubJob {
 public:
  /// Reads the environment.
  GithubJob();

  bool is_here() const { return here_; }
  const std::string& repository() const { return repository_; }   ///< "owner/name", or empty
  const std::filesystem::path& workspace() const { return workspace_; }

  /// When the graded commit was made, "2026-10-01T08:59:30Z", as the event says; empty where it does not.
  std::string committed() const;

  /// `name=value` lines of the step's outputs; values are of one line. Nothing outside of a job.
  void set_outputs(const std::vector<std::pair<std::string, std::string>>& outputs) const;

  /// The step's summary, in Markdown; at most 1 MiB of it is kept by GitHub.
  void add_summary(const std::string& markdown) const;

  /// Prints text in which the log obeys no command, whatever it holds.
  void print_inert(std::string_view text) const;

  /// Prints commands, one a line.
  void command(const std::vector<std::string>& lines) const;

  /// `text` without the secrets of this environment.
  std::string redacted(std::string text) const;

 private:
  bool here_ = false;
  std::string repository_;
  std::filesystem::path workspace_, output_, summary_, event_;
  std::vector<std::string> secrets_;
};

}  // namespace assay
