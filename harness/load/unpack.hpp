// Archives, read by assay-intake alone: whoever made one may have made it against us.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace assay {

/// Why a submission cannot be taken; the harness makes the sentence (load/submission.cpp).
struct Refusal {
  std::string code;    ///< outside, link, kind, name, twice, files, bytes, depth, encrypted, unreadable, toml
  std::string entry;   ///< name in the archive
  std::string cause;   ///< a library's words
};

struct UnpackLimits {
  std::uint64_t bytes = 0, files = 0, depth = 0;
  std::vector<std::string> skip;   ///< names that are left out at any depth
};

/// Unpacks a .zip or .tar (also compressed) below the open directory `root`: regular files and directories, modes 0644 and 0755.
/// Of a `.git` only what history needs is taken (see is_wanted_of_git). Throws Refusal.
void unpack(int archive, int root, const UnpackLimits& limits);

/// Whether a path inside `.git` is needed to read commits: HEAD, refs and objects, but neither configuration, hooks nor
/// alternates, so that nothing of it can be executed or lead elsewhere.
inline bool is_wanted_of_git(const std::vector<std::string>& path) {
  if (path.empty()) return true;
  if (path[0] == "HEAD" || path[0] == "packed-refs" || path[0] == "shallow") return path.size() == 1;
  if (path[0] == "objects") return path.size() < 2 || path[1] != "info";
  return path[0] == "refs";
}

}  // namespace assay
