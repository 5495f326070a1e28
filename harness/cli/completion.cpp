#include <iostream>

#include "cli/session.hpp"

namespace assay {

int run_completion(const CompletionCommand&) {
  std::cout << read_file(home().root / "templates" / "workdir" / "completion.bash") << std::flush;
  return 0;
}

}  // namespace assay
