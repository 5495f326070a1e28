// Shows a report in the reader's browser.
#pragma once

#include "base/files.hpp"

namespace assay {

/// Opens `file` with $BROWSER, or with xdg-open where there is a desktop; false when there is neither, or it does not start.
bool open_in_browser(const fs::path& file);

}  // namespace assay
