// What tests of whole runs share: the program as a user starts it, in a directory of its own, with real services and real submissions.
#pragma once
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/source_root_test.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"
#include "process/process.hpp"

namespace assay {

using namespace std::chrono_literals;

inline const fs::path parts = ASSAY_PARTS;
inline const fs::path reference = source_root / "reference/products-api/python";

inline std::map<std::string, std::string> environment() {
  const auto given = [](const char* name) { return std::string(std::getenv(name) ? std::getenv(name) : ""); };
  return {{"PATH", given("PATH")}, {"HOME", given("HOME")}, {"LANG", "en_US.UTF-8"}};
}

/// The commands of the processes that descend from `ancestor`, by their numbers; those in cells of their own too.
inline std::map<pid_t, std::string> descendants(pid_t ancestor) {
  std::multimap<pid_t, pid_t> children;
  std::error_code ignored;
  // Read as text, since a process may end meanwhile and its files are empty then.
  const auto text_of = [](const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  };
  for (const auto& process : fs::directory_iterator("/proc", ignored)) {
    const std::string stat = text_of(process.path() / "stat");
    // The parent is the second word behind the name, which stands in brackets and may hold anything.
    if (const std::size_t name_end = stat.rfind(')'); name_end != std::string::npos && name_end + 4 < stat.size())
      children.emplace(std::atoi(stat.c_str() + name_end + 4), std::atoi(process.path().filename().c_str()));
  }
  std::map<pid_t, std::string> found;
  for (std::vector<pid_t> left{ancestor}; !left.empty();) {
    const auto [first, last] = children.equal_range(left.back());
    left.pop_back();
    for (auto child = first; child != last; ++child) {
      left.push_back(child->second);
      found[child->second] = replaced(text_of(cat("/proc/", child->second, "/cmdline")), std::string(1, '\0'), " ");
    }
  }
  return found;
}

/// Directories of runs and their intakes, wherever such lie.
inline std::set<fs::path> run_directories() {
  std::set<fs::path> found;
  for (const char* place : {"/dev/shm", "/run/assay", "/tmp"}) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(place, ignored)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with("assay-intake-") || (name.starts_with("assay-run-") && !name.starts_with("assay-run-test-"))) found.insert(entry.path());
    }
  }
  return found;
}

/// Whether somebody works in it: a run beside this test.
inline bool is_in_use(const fs::path& run_directory) {
  const UniqueFd lock(::open((run_directory / "lock").c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  return lock && ::flock(lock.get(), LOCK_SH | LOCK_NB) != 0;
}

class WholeRuns : public testing::Test {
 protected:
  WholeRuns() : place_(fs::temp_directory_path(), "assay-run-test-") {}

  Spawn command(std::vector<std::string> words, std::map<std::string, std::string> more = {}) const {
    words.insert(words.begin(), (parts / "assay").string());
    more.merge(environment());
    return {.argv = std::move(words), .environment = std::move(more), .cwd = place_.path()};
  }
  Completed assay(std::vector<std::string> words, std::map<std::string, std::string> more = {}) const {
    return run(command(std::move(words), std::move(more)), Deadline::in(300s), 16u << 20);
  }
  static int status(const Completed& completed) { return WIFEXITED(completed.status) ? WEXITSTATUS(completed.status) : -1; }

  /// A submission of a few lines, in place of a whole program.
  fs::path submission(const std::string& name, const std::map<std::string, std::string>& files) const {
    for (const auto& [file, text] : files) {
      fs::create_directories((place_.path() / name / file).parent_path());
      write_file(place_.path() / name / file, text);
    }
    return place_.path() / name;
  }

  /// A copy of the course's files that a test may break; the programs stay those of the build.
  fs::path course() const {
    const fs::path home = place_.path() / "course";
    fs::create_directory(home);
    for (const char* part : {"assignments", "rubrics", "reference", "templates", "ci", "harness"})
      fs::copy(source_root / part, home / part, fs::copy_options::recursive);
    return home;
  }
  static void edit(const fs::path& file, const std::string& from, const std::string& to) {
    const std::string text = read_file(file);
    ASSERT_NE(text.find(from), std::string::npos) << file << " has no " << from;
    write_file(file, replaced(text, from, to));
  }

  /// Directories that were not there when the test began. For tests beside which no other runs: see CMakeLists.txt.
  std::size_t new_directories() const {
    const std::set<fs::path> now = run_directories();
    return static_cast<std::size_t>(std::count_if(now.begin(), now.end(), [&](const fs::path& one) { return !before_.contains(one); }));
  }

  /// Those of them in which nobody works.
  std::size_t leftovers() const {
    const std::set<fs::path> now = run_directories();
    return static_cast<std::size_t>(
        std::count_if(now.begin(), now.end(), [&](const fs::path& one) { return !before_.contains(one) && !is_in_use(one); }));
  }

  TemporaryDirectory place_;

 private:
  const std::set<fs::path> before_ = run_directories();
};

}  // namespace assay
