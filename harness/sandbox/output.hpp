// What a role wrote: its first bytes and its last, and how many there were.
#pragma once

#include <cstddef>
#include <cstdint>

namespace assay::cell {

class Output {
 public:
  /// Memory for both ends; false when there is none. Pages are used only as they are written.
  bool reserve(std::size_t head, std::size_t tail);

  void append(const char* bytes, std::size_t size);
  std::uint64_t total() const { return total_; }

  /// Copies up to `most` kept bytes from `from` on, or from the first kept byte after it; sets `from` to where they
  /// begin. Stops at the gap between head and tail.
  std::size_t read(std::uint64_t& from, char* to, std::size_t most) const;

  std::size_t head_size() const { return total_ < head_limit_ ? total_ : head_limit_; }
  std::uint64_t tail_start() const;   ///< where the kept bytes after the head begin; total() if there are none

 private:
  char* head_ = nullptr;
  char* tail_ = nullptr;              ///< a ring: byte number n lies at (n - head_limit_) % tail_limit_
  std::size_t head_limit_ = 0, tail_limit_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace assay::cell
