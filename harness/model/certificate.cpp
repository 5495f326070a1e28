#include "model/certificate.hpp"

#include "base/digest.hpp"

namespace assay {

Json to_json(const Certificate& certificate) {
  Json programs = Json::array();
  for (const Certificate::Program& program : certificate.programs)
    programs.push_back({{"kind", program.kind}, {"id", program.id}, {"hundredths", program.points.hundredths},
                        {"lost", program.lost}, {"failed_tests", program.failed_tests}});
  return {{"schema", Certificate::schema}, {"assignment", certificate.assignment}, {"sources", certificate.sources},
          {"versions", certificate.versions}, {"programs", programs}};
}

Certificate certificate_from_json(const Json& value) {
  if (value.at("schema").get<int>() != Certificate::schema)
    throw Json::other_error::create(501, "another schema", nullptr);
  Certificate certificate{.assignment = value.at("assignment"), .sources = value.at("sources"), .versions = value.at("versions")};
  for (const Json& program : value.at("programs"))
    certificate.programs.push_back({.kind = program.at("kind"), .id = program.at("id"),
                                    .points = {program.at("hundredths").get<std::int64_t>()},
                                    .lost = program.at("lost"), .failed_tests = program.at("failed_tests")});
  return certificate;
}

std::string name_of(const Certificate& certificate) { return sha256(to_text(to_json(certificate))).substr(0, 12); }

Standing standing_of(const std::optional<Certificate>& certificate, const std::map<std::string, std::string>& sources,
                     const std::map<std::string, std::string>& versions) {
  if (!certificate) return {};
  Standing standing;
  for (const auto& [part, digest] : sources) {
    const auto proved = certificate->sources.find(part);
    if (proved == certificate->sources.end() || proved->second != digest) standing.changed.push_back(part);
  }
  if (!standing.changed.empty()) {
    standing.state = Standing::State::uncertified;
    return standing;
  }
  for (const auto& [name, version] : certificate->versions) {
    const auto here = versions.find(name);
    if (here != versions.end() && here->second != version)
      standing.differs.push_back({name == "postgres" ? "PostgreSQL" : name == "python" ? "Python" : name, version, here->second});
  }
  standing.state = standing.differs.empty() ? Standing::State::certified : Standing::State::elsewhere;
  return standing;
}

}  // namespace assay
