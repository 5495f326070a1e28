// Unguessable words for passwords and names.
#pragma once

#include <string>

namespace assay {

/// 32 hexadecimal digits from the system's random source. Throws environment_fault when it has none.
std::string random_word();

}  // namespace assay
