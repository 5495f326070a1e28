// SHA-256 digests, in lower-case hexadecimal.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

std::string sha256(std::string_view bytes);
std::array<std::uint8_t, 32> sha256_bytes(std::string_view bytes);

/// Digest of source files: sorted relative paths and contents with CRLF read as LF, so that neither the
/// order of a directory nor a checkout's line ends change it. Directories are walked; links are not followed. Files for which `counts` says
/// no, by their relative path, are left out.
std::string sources_digest(const std::filesystem::path& root, const std::vector<std::filesystem::path>& relative,
                           const std::function<bool(const std::filesystem::path&)>& counts = {});

}  // namespace assay
