#include "model/assignment.hpp"

#include <cstdlib>

namespace assay {

const char* word_of(ServiceKind kind) {
  switch (kind) {
    case ServiceKind::postgres: return "postgres";
    case ServiceKind::redis: return "redis";
    case ServiceKind::mongo: return "mongo";
    case ServiceKind::rabbit: return "rabbit";
  }
  std::abort();
}

std::string notice_test(const std::string& kind) {
  std::string name = kind;
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return "OwnTests.Notice" + name;
}

}  // namespace assay
