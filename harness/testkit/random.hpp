// Random data of a test: a pure function of the run's seed and the test's name, so that a single test, a shuffled run and
// a resumed run see the same values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace assay::testkit {

class Random {
 public:
  /// Of the running test.
  Random();
  explicit Random(std::string_view key);

  std::uint64_t next();
  // A test's words, digits and numbers of six signs and more are remembered: reports are searched for those of hidden tests.
  std::int64_t between(std::int64_t low, std::int64_t high);   ///< both included
  std::string digits(int count);                               ///< the first is not 0
  std::string word(int letters);                               ///< Latin, lower case
  template <class T>
  const T& one_of(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(values.size()) - 1))];
  }

 private:
  std::string noted(std::string drawn) const;

  std::uint64_t state_[2];
  bool of_test_ = false;
};

}  // namespace assay::testkit
