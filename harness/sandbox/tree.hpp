// Copying the submission into its box, and what a build has left there out of it.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace assay::cell {

struct TreeOwner {
  bool change = false;   ///< needs root
  uid_t uid = 0;
  gid_t gid = 0;
};

/// Copies what lies in the directory `from` into the existing directory `to`: regular files and directories, with their
/// times; whatever else is there is left out, and no link is followed. Copies are 0644 or, if they were executable,
/// 0755, directories 0755. Ends the program when something cannot be read or written.
void copy_tree(const char* from, const char* to, TreeOwner owner);

struct Kept {
  std::uint64_t files = 0;         ///< files and directories
  std::uint64_t bytes = 0;         ///< of all files
  std::uint64_t left_out = 0;      ///< links, other kinds, and what cannot be read
  const char* problem = nullptr;   ///< the limit that ended it: "bytes", "files", "depth"
};

/// The same of a tree that a submission has made: what cannot be read is left out too, and a limit that is passed ends the
/// copy, not the program.
Kept keep_tree(const char* from, const char* to, std::uint64_t most_bytes, std::uint64_t most_files);

}  // namespace assay::cell
