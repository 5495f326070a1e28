// What a student handed in, once it has been read: a prepared tree and the facts that go with it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// A commit of the submission's own history. Times are the author's claim, seconds since the epoch.
struct Commit {
  std::string id;
  std::int64_t time = 0;
  std::string day;          ///< date in the course's time zone, "2026-11-20"
  bool meaningful = false;  ///< by a person, no merge, a message of ten characters, changes a file that is not the course's
};

/// Facts of the submission's own `.git`; absent where it has none.
struct History {
  std::vector<Commit> commits;  ///< newest first
  bool shallow = false;         ///< a shallow clone: older commits exist and are not here
};

struct Submission {
  std::string name;                   ///< of its directory or archive; unique in a run
  std::filesystem::path source;       ///< as the user gave it
  std::filesystem::path tree;         ///< the prepared copy, owned by the harness
  std::string digest;                 ///< of the prepared tree
  bool python = true;                 ///< false: another language; python_only criteria do not apply
  std::vector<std::string> build;     ///< command, or empty
  std::map<std::string, std::vector<std::string>> commands;  ///< role -> argv, from submission.toml
  std::vector<std::string> missing;   ///< required files that it lacks; it is graded without them
  std::vector<std::string> restored;  ///< course files that differed and were put back
  std::optional<History> history;

  std::string migration;              ///< digest of what `migrate` reads, where a database made from the same will do; else empty

  /// Which program this is: what a service prepared for it holds for no other.
  std::string state() const { return name + "@" + (migration.empty() ? digest : "migration " + migration); }
};

}  // namespace assay
