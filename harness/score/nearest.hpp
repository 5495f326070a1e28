// Which known mistake a program's failures look like. Pure, like scoring.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/certificate.hpp"
#include "model/record.hpp"

namespace assay {

/// The mutant whose failing tests are most like those of `record`, by id; nothing unless it is clearly the nearest: at least
/// `least_likeness` of the tests that either fails are failed by both, and no mutant that fails other tests comes within `lead` of
/// that. Among mutants with the same pattern there is none that is nearest. Tests that the record has not decided are left out.
std::optional<std::string> nearest_mutant(const RunRecord& record, const Certificate& certificate);

/// For each test that failed, the mutant that explains it: of those that fail this test and none that passed here, the one that explains
/// the most; none where two explain equally many. Tests that never came to their point (they have a cause) explain nothing, and a program
/// that fails more than half of the tests has no single mistakes.
std::map<std::string, std::string> explained_failures(const RunRecord& record, const Certificate& certificate);

inline constexpr double least_likeness = 0.75;
inline constexpr double lead = 0.15;

}  // namespace assay
