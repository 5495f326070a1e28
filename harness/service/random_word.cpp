#include "service/random_word.hpp"

#include <sys/random.h>

#include <array>

#include "base/fault.hpp"

namespace assay {

std::string random_word() {
  std::array<unsigned char, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw environment_fault("random: the system's random source gave nothing");
  std::string word;
  for (const unsigned char byte : bytes) {
    word += "0123456789abcdef"[byte >> 4];
    word += "0123456789abcdef"[byte & 15];
  }
  return word;
}

}  // namespace assay
