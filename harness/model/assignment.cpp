#include "model/assignment.hpp"

namespace assay {

std::string notice_test(const std::string& kind) {
  std::string name = kind;
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return "OwnTests.Notice" + name;
}

}  // namespace assay
