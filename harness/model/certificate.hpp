// Certificate: what `assay verify --write` found out about a suite, kept beside it in the repository. It names the sources that
// were proved, what they were proved on, and how each program that was tried fared. It holds no times, so that proving the same
// sources again changes nothing in it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "model/rubric.hpp"

namespace assay {

struct Certificate {
  static constexpr int schema = 1;

  /// A program that the suite was tried on.
  struct Program {
    std::string kind, id;                    ///< "mutant", "no-commit"
    Points points;
    std::vector<std::string> lost;           ///< criteria that earned less than the reference's, sorted
    std::vector<std::string> failed_tests;   ///< sorted
  };

  std::string assignment;
  std::map<std::string, std::string> sources;   ///< digest of each part: suite, rubric, texts, reference, mutants, programs
  std::map<std::string, std::string> versions;  ///< as in the records: postgres, python, runtime
  std::vector<Program> programs;                ///< in the order of the proof
};

Json to_json(const Certificate&);
/// Throws Json::exception when `value` is no certificate of this schema.
Certificate certificate_from_json(const Json& value);

/// Twelve hexadecimal digits of its digest, by which reports name it.
std::string name_of(const Certificate& certificate);

/// What a certificate says about a record, made with today's sources.
struct Standing {
  enum class State {
    none,         ///< there is no certificate
    uncertified,  ///< sources have changed since the proof: `changed`
    elsewhere,    ///< proved with other versions of a service or the runtime: `differs`
    certified,
  } state = State::none;
  struct Version {
    std::string name, proved, here;   ///< "PostgreSQL", "15.18", "16.4"
  };
  std::vector<std::string> changed;
  std::vector<Version> differs;
};

Standing standing_of(const std::optional<Certificate>& certificate, const std::map<std::string, std::string>& sources,
                     const std::map<std::string, std::string>& versions);

}  // namespace assay
