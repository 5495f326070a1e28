// The functions of the task, from JSON to JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace analytics {

/// Calls the function of that name with its parameters by name. Throws std::exception when there is none, and when a parameter is
/// missing or malformed.
nlohmann::json call(const std::string& method, const nlohmann::json& params);

}  // namespace analytics
