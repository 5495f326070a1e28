// Whom tests run servers as.
#pragma once
#include <pwd.h>
#include <unistd.h>

#include <optional>

#include "process/process.hpp"

namespace assay {

/// The user of the harness, where tests run as root; else oneself.
inline std::optional<Owner> ordinary() {
  if (::geteuid() != 0) return std::nullopt;
  const passwd* entry = ::getpwnam("assay");
  return Owner{entry->pw_uid, entry->pw_gid};
}

}  // namespace assay
