// Versus: what was expected and what came, on a terminal, with marks below what differs.
#pragma once

#include "base/json.hpp"
#include "report/messages.hpp"

namespace assay {

class TerminalPage;

/// Whether seeing both values beside each other tells more than the sentence: they share something, or take several lines.
bool worth_comparing(const Json& expectation);

/// Both values of an expectation of the view: values of one line one below the other, where equal columns meet; others side by side, or
/// one below the other where the page is too narrow. Marks are signs as well as colours, so that they outlive NO_COLOR and a copy.
void show_versus(TerminalPage& page, const std::string& prefix, const Json& expectation, const Messages& messages);

}  // namespace assay
