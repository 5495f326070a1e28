// JSON-RPC 2.0, one message a line.
#pragma once

#include <string>

namespace analytics {

/// The answer to one line, without its end; empty where nothing is to be said. Never throws for what the line holds.
std::string answer_to(const std::string& line);

}  // namespace analytics
