#include <iostream>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "cli/session.hpp"
#include "load/package.hpp"

namespace assay {

int run_package(const PackageCommand& command) {
  const Home where = home();
  const std::vector<std::string> ids = command.assignments.empty() ? assignment_ids(where) : command.assignments;
  write_student_package(where, ids, command.directory);
  std::cout << command.directory << ": for students: " << join(ids, ", ") << "\n  next: give it away; bin/assay start " << ids.front()
            << " begins an assignment, share/assay/ci/runtime/install makes the Python environment\n";
  return 0;
}

}  // namespace assay
