#include "report/places.hpp"

#include <algorithm>
#include <vector>

#include "base/fault.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace assay {

fs::path template_file(const TemplatePlaces& places, const std::string& name) {
  const fs::path own = places.overrides / name;
  return !places.overrides.empty() && fs::is_regular_file(own) ? own : places.templates / name;
}

void check_overrides(const TemplatePlaces& places) {
  if (places.overrides.empty()) return;
  if (!fs::is_directory(places.overrides)) throw Fault(cat(places.overrides.string(), ": is no directory of templates"));
  std::vector<std::string> known;
  for (const auto& entry : fs::directory_iterator(places.templates)) known.push_back(entry.path().filename().string());
  std::sort(known.begin(), known.end());
  for (const auto& entry : fs::directory_iterator(places.overrides)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with('.') || std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw Fault(cat(entry.path().string(), ": takes the place of no template (known: ", join(known, ", "), ')'));
  }
}

}  // namespace assay
