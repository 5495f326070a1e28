// The two specifications of a unit: the supervisor's (NUL-terminated words) and the suite's (JSON).
#pragma once

#include <string>

#include "model/unit_spec.hpp"
#include "suite/suite.hpp"

namespace assay {

UnitSpec suite_spec(const UnitRequest& request);
std::string cell_spec(const UnitRequest& request, const Ground& ground, const UnitSpec& spec);

}  // namespace assay
