// Store: records as files. The format is documented in docs/record.md; `schema` is its version.
#pragma once

#include <filesystem>

#include "base/json.hpp"
#include "model/record.hpp"

namespace assay {

Json to_json(const RunRecord& record);

/// Throws Fault: `place` is named in the message; a newer schema, a missing or mistyped field says which.
RunRecord record_from_json(const Json& value, const std::string& place);

/// SHA-256 of the file that save_record writes.
std::string record_digest(const RunRecord& record);

void save_record(const RunRecord& record, const std::filesystem::path& file);
RunRecord load_record(const std::filesystem::path& file);

/// The record without its volatile members (every key "volatile" is dropped, at any depth): byte-identical for equal
/// submissions with equal seeds.
Json canonical(Json record);

}  // namespace assay
