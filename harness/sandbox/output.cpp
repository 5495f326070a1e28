#include "sandbox/output.hpp"

#include <stdlib.h>
#include <string.h>

namespace assay::cell {
namespace {

std::size_t smaller(std::uint64_t a, std::uint64_t b) { return static_cast<std::size_t>(a < b ? a : b); }

}  // namespace

bool Output::reserve(std::size_t head, std::size_t tail) {
  if (head_) return true;
  head_ = static_cast<char*>(malloc(head + 1));
  tail_ = static_cast<char*>(malloc(tail + 1));
  if (!head_ || !tail_) return false;
  head_limit_ = head;
  tail_limit_ = tail;
  return true;
}

void Output::append(const char* bytes, std::size_t size) {
  if (total_ < head_limit_) {
    const std::size_t here = smaller(size, head_limit_ - total_);
    memcpy(head_ + total_, bytes, here);
    total_ += here;
    bytes += here;
    size -= here;
  }
  if (size > tail_limit_) {   // Only its end will be kept.
    total_ += size - tail_limit_;
    bytes += size - tail_limit_;
    size = tail_limit_;
  }
  while (size > 0) {
    const std::size_t place = (total_ - head_limit_) % tail_limit_;
    const std::size_t here = smaller(size, tail_limit_ - place);
    memcpy(tail_ + place, bytes, here);
    total_ += here;
    bytes += here;
    size -= here;
  }
}

std::uint64_t Output::tail_start() const {
  if (total_ <= head_limit_) return total_;
  return total_ - smaller(total_ - head_limit_, tail_limit_);
}

std::size_t Output::read(std::uint64_t& from, char* to, std::size_t most) const {
  if (from < head_size()) {
    const std::size_t size = smaller(most, head_size() - from);
    memcpy(to, head_ + from, size);
    return size;
  }
  if (from < tail_start()) from = tail_start();
  if (from >= total_) {
    from = total_;
    return 0;
  }
  const std::size_t size = smaller(most, total_ - from);
  const std::size_t place = (from - head_limit_) % tail_limit_;
  const std::size_t here = smaller(size, tail_limit_ - place);
  memcpy(to, tail_ + place, here);
  memcpy(to + here, tail_, size - here);
  return size;
}

}  // namespace assay::cell
