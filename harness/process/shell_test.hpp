// Shell scripts as the programs that tests run.
#pragma once

#include "process/process.hpp"

namespace assay {

inline Spawn shell(const std::string& script) {
  return {.argv = {"/bin/sh", "-c", script}, .environment = {{"PATH", "/usr/bin:/bin"}}};
}

}  // namespace assay
