// Files and directories of the harness's own. Nothing here follows a link that a submission made.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

namespace fs = std::filesystem;

/// The whole file. Throws Fault when it cannot be read or is larger than `limit` bytes.
std::string read_file(const fs::path& path, std::size_t limit = 64u << 20);

/// Written to a neighbour and renamed, so that a reader sees the old file or the whole new one. What is no file (a device, a pipe) stays,
/// and so does /dev/stdout, whatever it leads to: there the text is appended.
void write_file(const fs::path& path, std::string_view text);

/// A directory that is removed with its content at the end of its scope. Mode 0700.
class TemporaryDirectory {
 public:
  /// Made below `parent` with a name that starts with `prefix`.
  TemporaryDirectory(const fs::path& parent, std::string_view prefix);
  TemporaryDirectory(TemporaryDirectory&& other) noexcept;
  TemporaryDirectory& operator=(TemporaryDirectory&& other) noexcept;
  ~TemporaryDirectory();
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Who shall own a copy; nothing is changed where it is not given.
struct Owner {
  uid_t uid;
  gid_t gid;
};

struct CopyRules {
  std::optional<Owner> owner = std::nullopt;  ///< needs root
  std::vector<std::string> skip;     ///< names that are left out at any depth, links among them
  std::uint64_t bytes = UINT64_MAX;  ///< of all files together
  unsigned files = UINT32_MAX;       ///< files and directories
  unsigned depth = 128;
};

/// Copies a regular file or a tree of regular files and directories (times kept, links and other kinds refused with a
/// Fault that names them); the target must not exist. Only `from` itself may be a link. Copied files are 0644, or 0755
/// where they were executable, directories 0755.
void copy_tree(const fs::path& from, const fs::path& to, const CopyRules& rules);
inline void copy_tree(const fs::path& from, const fs::path& to, std::optional<Owner> owner = std::nullopt) {
  copy_tree(from, to, CopyRules{.owner = owner, .skip = {}});
}

/// Removes a tree whatever modes a submission left in it; never throws.
void remove_tree(const fs::path& path) noexcept;

/// SHA-256 over sorted paths, executable bits and contents of a tree.
std::string tree_digest(const fs::path& root);

/// Where temporary work lies: the first of a tmpfs of our own (root, where one is mounted at /run/assay), $XDG_RUNTIME_DIR (not root),
/// /dev/shm and the system's temporary directory that has `needed` bytes free and lets programs run. Throws environment_fault.
fs::path work_place(std::uint64_t needed);

/// Where things that are slow to make are kept: /var/cache/assay as root, else $XDG_CACHE_HOME/assay or ~/.cache/assay.
fs::path cache_place();

}  // namespace assay
