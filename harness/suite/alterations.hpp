// Alterations of a student's program: what harness/check/mutators/alter.py found in a submission, and copies of the submission that
// were altered so. The mutators run in a cell, on hostile sources: what they print is checked like anything from there.
#pragma once

#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/json.hpp"
#include "model/assignment.hpp"

namespace assay {

struct Edit {
  std::string file;                ///< of the submission, relative
  std::size_t from = 0, to = 0;    ///< bytes that are replaced
  std::string text;                ///< by what
  std::string same;                ///< another way to write what stood there
  int line = 0;
  std::string before, after;       ///< as reports show it
};

struct Alteration {
  std::string kind, field;
  std::vector<Edit> edits;         ///< in the order of their places, none overlaps another
};

/// What the mutators are told: one word, JSON.
std::string mutator_request(const Assignment& assignment);

/// What they found: only known kinds, only edits inside files of `tree` below the altered paths. Nothing when it is not understood.
std::vector<Alteration> alterations_in(std::string_view printed, const Assignment& assignment, const fs::path& tree);

/// {field, places}: what an expectation says of it.
Json described(const Alteration& alteration);

/// Edits of all alterations that do not overlap.
std::vector<Edit> edits_of_all(const std::vector<Alteration>& alterations);

/// A copy of the tree at `to` with the edits made: those of an alteration, or with `same` such that nothing changes. Times stay as they
/// were, and byte code is left out of it, so that only the text tells one copy from another.
void write_altered(const fs::path& tree, const fs::path& to, const std::vector<Edit>& edits, bool same);

}  // namespace assay
