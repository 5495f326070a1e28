// The table of docs/attacks.md: attack × tier, as the scenarios expect it; each run confirms its cell.
#pragma once

#include <string>

namespace assay::zoo {

/// In Markdown, with the notes to what is POSSIBLE below it.
std::string attack_table();

/// The part of docs/attacks.md that attack_table() writes. Throws Fault when the file has no such part.
std::string committed_table();

}  // namespace assay::zoo
