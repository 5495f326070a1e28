// Copying the submission into its box.
#pragma once

#include <sys/types.h>

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

}  // namespace assay::cell
