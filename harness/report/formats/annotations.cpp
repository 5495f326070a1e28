#include "base/text.hpp"
#include "report/formats/encode.hpp"
#include "report/formats/formats.hpp"

namespace assay::formats {
namespace {

// GitHub cuts a message at 4096 characters; percent signs count threefold.
constexpr std::size_t title_limit = 200, message_limit = 1200;

std::string annotation(const Finding& finding, const std::string& within) {
  std::vector<Property> properties;
  if (!finding.file.empty()) properties = {{"file", within.empty() ? finding.file : cat(within, '/', finding.file)}, {"line", cat(finding.line)}};
  properties.push_back({"title", clipped(one_line(finding.title), title_limit)});
  const std::string text = finding.text.empty() ? finding.title : finding.text;
  return workflow_command(finding.costs ? "error" : "warning", properties, clipped(text, message_limit));
}

}  // namespace

std::vector<std::string> annotations(const Sheet& sheet, std::size_t most, const std::string& within) {
  std::vector<std::string> lines;
  for (const bool costs : {true, false})
    for (const Finding& finding : sheet.findings)
      if (finding.costs == costs && lines.size() < most) lines.push_back(annotation(finding, within));
  return lines;
}

std::string fault_annotation(const std::string& message, const std::string& hint) {
  return workflow_command("error", {{"title", "assay"}}, clipped(cat(message, hint.empty() ? "" : "\n", hint), message_limit));
}

}  // namespace assay::formats
