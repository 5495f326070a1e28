// A proof as a certificate: JSON for the program and a table for people, kept in the assignment's directory with what students read first.
#pragma once

#include "load/load.hpp"
#include "model/certificate.hpp"
#include "verify.hpp"

namespace assay {

/// Of the random data with which certificates are made, so that the same sources give the same certificate.
inline constexpr const char* certificate_seed = "00000001";

/// Of a proof that holds and left nothing out.
Certificate certificate_of(const Home& home, const Assignment& assignment, const Rubric& rubric, const Proof& proof);

/// Mutant × criterion as Markdown, with what each mutant gets wrong, and the other programs' points.
std::string certificate_table(const Certificate& certificate, const Rubric& rubric, const std::vector<Mutant>& mutants);

/// Writes certificate.json, certificate.md and first-words.md.
void write_certificate(const Home& home, const Assignment& assignment, const Rubric& rubric, const Proof& proof);

}  // namespace assay
