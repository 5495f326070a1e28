// What a student with a known mistake reads first: for each mutant the first failure of its report, from the run that proved the suite. A
// person reads it through and mends what would not help a beginner.
#pragma once

#include <string>
#include <vector>

#include "load/load.hpp"
#include "model/certificate.hpp"
#include "verify.hpp"

namespace assay {

/// As Markdown, in Ukrainian and English.
std::string first_words(const Home& home, const Assignment& assignment, const Rubric& rubric, const Proof& proof,
                        const Certificate& certificate, const std::vector<Mutant>& mutants);

}  // namespace assay
