// JSON as a suite reads it from a submission: of bounded depth, and with numbers as they were written.
#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"

namespace assay::testkit {

/// A discarded value when `text` is not JSON, or nested deeper than 64. A number that neither 64 bits nor a double hold
/// without loss (a Fibonacci number, a decimal of 30 digits) is a string with the digits as they stand in `text`.
Json parsed_exactly(std::string_view text);

/// Digits of a decimal number in one spelling: no sign of zero, no leading or trailing zeros, no exponent ("1e2" is "100"). Takes a
/// JSON number or a string with one; empty when it is neither, or has more than 10,000 digits.
std::string decimal_digits(const Json& value);

}  // namespace assay::testkit
