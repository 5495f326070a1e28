// Instants that a program has read from its clock while it ran: they are others each time, and mean the same.
#pragma once

#include <string>

namespace assay {

/// The text with "now" in the place of each instant of the day on which the run began, in any time zone, as ISO 8601 or Python writes it.
/// `started`: RFC 3339, as a record has it.
std::string without_instants(const std::string& text, const std::string& started);

}  // namespace assay
