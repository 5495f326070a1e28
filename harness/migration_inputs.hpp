// What `migrate` can read of a submission. For check --watch, whose first look starts from the database of an earlier migration while
// that is the same.
#pragma once

#include <string>

#include "suite/suite.hpp"

namespace assay {

/// Digest of the files that a migration may depend on: all but modules that neither the migrations nor what these import mention. Where
/// that cannot be told (no alembic, a command of its own, code that opens or imports by computed names), of all files.
std::string migration_digest(const Assignment& assignment, const Runtime& runtime, const Submission& submission);

}  // namespace assay
