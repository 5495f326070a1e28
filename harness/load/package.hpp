// Package: what students get of an assignment. Nothing in it names or holds a hidden test.
#pragma once

#include <string>

#include "load/load.hpp"

namespace assay {

/// Whether there are tests that students do not get.
bool has_hidden(const Assignment& assignment);

/// The assignment with the public tests alone: what students have of it.
Assignment public_assignment(Assignment assignment);

/// The rubric for it: hidden tests are a number, per criterion and in all. `assignment` has them still.
Rubric public_rubric(Rubric rubric, const Assignment& assignment);

/// rubrics/<id>.toml for students: public_rubric() as a file.
std::string projected_rubric(const Rubric& rubric, const Assignment& assignment);

/// The certificate's mutants with the public tests that they fail, so that students are told known mistakes. It names no
/// sources: students have none to compare.
Certificate projected_certificate(const Certificate& certificate, const Assignment& assignment);

/// Writes bin/, lib/assay/ and share/assay/ with these assignments below `place`, which must not be there. Throws Fault when the program
/// of the public tests is not built, or holds a hidden test.
void write_student_package(const Home& home, const std::vector<std::string>& ids, const fs::path& place);

}  // namespace assay
