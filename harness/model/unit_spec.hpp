// What a suite process is given on its specification descriptor, as JSON; never in argv or the environment.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "model/assignment.hpp"
#include "model/lease.hpp"

namespace assay {

struct RoleSpec {
  Ready ready = Ready::port;
  std::chrono::milliseconds start_limit{20'000};
  int default_port = 0;
  std::vector<std::string> argv;  ///< shown in steps; the supervisor has its own copy
};

struct UnitSpec {
  std::string seed;
  std::vector<std::string> tests;             ///< "Group.Test", in the order to run
  std::chrono::milliseconds test_limit{10'000};
  std::chrono::milliseconds stop_limit{5'000};
  std::map<std::string, RoleSpec> roles;      ///< those whose command applies
  std::map<std::string, std::vector<std::string>> missing_roles;  ///< no command applies: the files that were looked for
  Lease lease;
  std::vector<std::string> own_test_names;    ///< as in Assignment
  bool observed = true;                       ///< taps read along; false: they only pass on
  std::vector<std::string> files;             ///< of the submission, relative, sorted
  std::vector<std::string> shadows;           ///< of them, those that Python imports in place of a library: "redis.py"
  std::vector<std::string> set_aside;         ///< own tests that fail on the program as it is
  Json alteration;                            ///< {field, places} of the program that this unit runs, if it is an altered one
};

Json to_json(const UnitSpec& spec);
UnitSpec unit_spec_from_json(const Json& value);

}  // namespace assay
