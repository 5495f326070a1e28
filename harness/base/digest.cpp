#include "base/digest.hpp"

#include <openssl/evp.h>

#include <algorithm>

#include "base/fault.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace assay {

std::array<std::uint8_t, 32> sha256_bytes(std::string_view bytes) {
  std::array<std::uint8_t, 32> digest{};
  unsigned int length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
  return digest;
}

std::string sha256(std::string_view bytes) {
  constexpr char hex[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : sha256_bytes(bytes)) {
    text += hex[byte >> 4];
    text += hex[byte & 15];
  }
  return text;
}

std::string sources_digest(const std::filesystem::path& root, const std::vector<std::filesystem::path>& relative,
                           const std::function<bool(const std::filesystem::path&)>& counts) {
  namespace fs = std::filesystem;
  std::vector<fs::path> files;
  for (const fs::path& entry : relative) {
    const fs::path at = root / entry;
    if (fs::is_regular_file(fs::symlink_status(at))) files.push_back(entry);
    if (!fs::is_directory(fs::symlink_status(at))) continue;
    for (const auto& found : fs::recursive_directory_iterator(at)) {
      const bool cache = found.path().filename() == "__pycache__" ||
                         found.path().parent_path().filename() == "__pycache__";
      if (!cache && found.is_regular_file() && !found.is_symlink())
        files.push_back(found.path().lexically_relative(root));
    }
  }
  if (counts) std::erase_if(files, [&](const fs::path& file) { return !counts(file); });
  std::sort(files.begin(), files.end());
  std::string all;
  for (const fs::path& file : files) {
    const std::string text = replaced(read_file(root / file), "\r\n", "\n");
    all += cat(file.generic_string(), '\n', text.size(), '\n', text);
  }
  return sha256(all);
}

}  // namespace assay
