// Statement: what the cells of a run protect from, found by trying it in one of them. `assay-probe` does what no submission may do,
// with small limits and against things that are planted for it; what came of each attempt is kept in every record.
#pragma once

#include <optional>

#include "load/load.hpp"
#include "model/cell_statement.hpp"

namespace assay {

struct ProbeGround {
  Home home;
  char tier = 'D';                   ///< of the cell, 'A' to 'D'
  Level level = Level::standard;     ///< what the run asks for
  fs::path directory;                ///< of the run; what the probe needs is made below it and removed
  std::optional<Owner> submission;   ///< who roles run as, when we are root
  fs::path hidden;                   ///< a file of the course that submissions must not see
};

/// Takes a third of a second, most of it waiting. Throws environment_fault when the cell cannot be made at all.
CellStatement probe_cells(const ProbeGround& ground);

/// Throws environment_fault where the level asks for more than the cells give: results for a gradebook need submissions that are kept
/// from the course's files, from the harness and from rights that they were not given.
void demand_level(const CellStatement& statement);

/// What an operator can do about a protection that is not enforced.
std::string remedy_for(const CellStatement& statement, const std::string& protection);

}  // namespace assay
