// Package: what students get of an assignment. Nothing in it names or holds a hidden test.
#pragma once

#include <string>

#include "load/load.hpp"

namespace assay {

/// rubrics/<id>.toml for students: hidden tests are a number per criterion.
std::string projected_rubric(const Rubric& rubric, const Assignment& assignment);

/// The certificate's mutants with the public tests that they fail, so that students are told known mistakes. It names no
/// sources: students have none to compare.
Certificate projected_certificate(const Certificate& certificate, const Assignment& assignment);

/// Writes bin/, lib/assay/ and share/assay/ with these assignments below `place`, which must not be there. Throws Fault when the program
/// of the public tests is not built, or holds a hidden test.
void write_student_package(const Home& home, const std::vector<std::string>& ids, const fs::path& place);

}  // namespace assay
