// Where tests find the files of the checkout.
#pragma once

#include "base/files.hpp"

namespace assay {

inline const fs::path source_root = ASSAY_SOURCE_ROOT;

}  // namespace assay
