// Saves: which files of a directory tree were changed, as they are (inotify).
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "base/deadline.hpp"
#include "base/files.hpp"
#include "base/unique_fd.hpp"

namespace assay {

class Saves {
 public:
  /// Watches `root` and what lies below it, but for what is not a submission's (.git, caches, an editor's own files). Throws
  /// environment_fault where the machine lets no more be watched.
  explicit Saves(const fs::path& root);
  ~Saves();

  /// Readable from a change on, until take().
  int descriptor() const { return ready_.get(); }

  struct Batch {
    std::set<std::string> files;              ///< relative to root
    Deadline::Clock::time_point first;        ///< when the first of them was changed
  };
  /// What was changed since the last time; empty when nothing was.
  Batch take();

 private:
  void follow();
  void read_events();
  void watch_tree(const fs::path& directory);

  fs::path root_;
  UniqueFd events_, ready_, stop_;
  std::map<int, fs::path> directories_;       ///< by watch
  std::mutex mutex_;
  Batch batch_;
  std::jthread follower_;
};

/// Whether a change of the file may matter to a check.
bool matters(const fs::path& relative);

}  // namespace assay
