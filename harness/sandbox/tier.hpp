// Which isolation this machine grants, found by trying it in forked children.
//   A  root with namespaces        B  an ordinary user with a user namespace
//   C  root without namespaces     D  an ordinary user without
#pragma once

namespace assay::cell {

struct TierFinding {
  char tier = 'D';
  char why[200] = {};   ///< what was refused on the way to a stronger tier; empty for A and B
};

TierFinding find_tier();

/// `assay-cell --tier`: prints "A" or "C because …" and returns the exit status.
int say_tier();

}  // namespace assay::cell
