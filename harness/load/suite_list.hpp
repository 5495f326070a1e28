// Which tests a GoogleTest program holds.
#pragma once

#include <string>
#include <vector>

#include "base/files.hpp"

namespace assay {

/// "Group.Test" in the program's order. Throws Fault when it is not there or does not list.
std::vector<std::string> tests_in(const fs::path& program);

/// Reads the text of --gtest_list_tests.
std::vector<std::string> parse_test_list(const std::string& text);

}  // namespace assay
