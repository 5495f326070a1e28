// Encoders of the formats: no byte of a text can leave the place that it is put in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/rubric.hpp"

namespace assay::formats {

/// Marked text as plain text: code between backticks.
std::string plain(std::string_view marked);

/// Any bytes as characters that XML 1.0 may hold; what has to be escaped is left to the writer.
std::string xml_text(std::string_view bytes);

/// "::name title=…,file=…,line=…::message": a command for the log of GitHub Actions; properties without value are left out.
struct Property {
  std::string name, value;
};
std::string workflow_command(const std::string& name, const std::vector<Property>& properties, std::string_view message);

/// RFC 4648, padded, one line.
std::string base64(std::string_view bytes);

/// The number whose shortest decimal form is that of `points`.
double number_of(Points points);

}  // namespace assay::formats
