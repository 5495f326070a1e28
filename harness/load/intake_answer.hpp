// What assay-intake answers (load/intake_main.cpp). It has read a submission's bytes, so it may have been taken over by them:
// nothing of the answer is believed but what has the shape of one.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "load/unpack.hpp"
#include "model/submission.hpp"

namespace assay {

struct IntakeAnswer {
  std::string root;                    ///< one name below the raw tree, or empty: the tree itself
  std::vector<std::string> build;
  std::map<std::string, std::vector<std::string>> commands;   ///< by role, none empty
  std::optional<History> history;
};

/// Throws Refusal when the answer is one, Json::exception when it has another form or names a role that is not in `roles`.
IntakeAnswer intake_answer(const Json& answer, const std::vector<std::string>& roles);

}  // namespace assay
