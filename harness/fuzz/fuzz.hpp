// What fuzz targets share. A target gives libFuzzer's bytes to a parser of the harness. The refusals that its callers expect are no
// finding; whatever else leaves it is one: another exception, a crash, a sanitizer's complaint, a promise that is not kept, a parser
// that takes seconds or gigabytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace assay::fuzz {

/// Something that the parser's header says of what it lets through.
inline void promise(bool kept, const char* what) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

inline std::string_view text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace assay::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
