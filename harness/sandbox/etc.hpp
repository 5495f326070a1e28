// /etc of a cell.
#pragma once

#include "sandbox/spec.hpp"

namespace assay::cell {

/// Fills the empty directory `etc`: users, groups and host names are the cell's own; of the machine's files only those that
/// programs and libraries need to start. Ends the program where the machine refuses.
void fill_etc(const Spec& spec, const char* etc);

}  // namespace assay::cell
