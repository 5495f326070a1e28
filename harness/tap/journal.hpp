// The one order of what happens during a unit: the suite's requests and the entries of all taps share a sequence of numbers,
// so that each entry knows the requests that were open when it came. May be used from any thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

namespace assay {

class Journal {
 public:
  /// The number of a new entry.
  std::uint64_t next() {
    const std::lock_guard lock(mutex_);
    return ++last_;
  }
  std::uint64_t last() const {
    const std::lock_guard lock(mutex_);
    return last_;
  }
  std::uint64_t begin_exchange() {
    const std::lock_guard lock(mutex_);
    open_.push_back(++last_);
    return last_;
  }
  void end_exchange(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    std::erase(open_, number);
  }
  /// Numbers of the requests that have no answer yet.
  std::vector<std::uint64_t> open_exchanges() const {
    const std::lock_guard lock(mutex_);
    return open_;
  }

 private:
  mutable std::mutex mutex_;
  std::uint64_t last_ = 0;
  std::vector<std::uint64_t> open_;
};

/// A request of the suite, open as long as this lives.
class Exchange {
 public:
  explicit Exchange(Journal& journal) : journal_(journal), number_(journal.begin_exchange()) {}
  ~Exchange() { journal_.end_exchange(number_); }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  std::uint64_t number() const { return number_; }

 private:
  Journal& journal_;
  std::uint64_t number_;
};

}  // namespace assay
