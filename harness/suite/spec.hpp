// The two specifications of a unit: the supervisor's (NUL-terminated words) and the suite's (JSON).
#pragma once

#include <string>

#include "model/unit_spec.hpp"
#include "suite/suite.hpp"

namespace assay {

UnitSpec suite_spec(const UnitRequest& request);

/// Whether roles are started with the cell (protocol.hpp: ahead).
enum class Ahead { nothing, roles };
std::string cell_spec(const UnitRequest& request, const Ground& ground, const UnitSpec& spec, Ahead ahead = Ahead::nothing);

/// Whether a cell could be made ready for such a unit: in its own root, for Python that no file of the submission stands in the way of.
bool can_start_ahead(const UnitRequest& request, const Ground& ground, const UnitSpec& spec);

}  // namespace assay
