#include "testkit/testkit.hpp"

#include <algorithm>
#include <thread>

namespace assay::testkit {
Database& database() { return *unit().database; }

bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds limit) {
  const Deadline deadline = Deadline::in(limit);
  while (!holds()) {
    if (deadline.passed()) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

bool has_file(const std::string& path) {
  const auto& files = unit().spec.files;
  return std::binary_search(files.begin(), files.end(), path);
}

}  // namespace assay::testkit
