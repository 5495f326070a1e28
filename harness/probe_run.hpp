// One cell with assay-probe as its only program: what it tried, and what came of it. The judgement is in statement.cpp.
#pragma once

#include <map>
#include <string>

#include "statement.hpp"

namespace assay {

struct ProbeFindings {
  std::map<std::string, std::string> tried;     ///< "tcp" -> "unreachable", "refused ERRNO", "invisible", "ended", "POSSIBLE"
  std::map<std::string, std::string> counted;   ///< "memory", "processes" -> "cgroup2", "cgroup1", "sampled"
  std::map<std::string, std::string> reasons;   ///< why a control group counts neither
};

/// Throws environment_fault when the cell cannot work.
ProbeFindings run_probe(const ProbeGround& ground);

}  // namespace assay
