#include "base/digest.hpp"
#include "base/fault.hpp"
#include "base/text.hpp"
#include "load/load.hpp"
#include "load/toml_file.hpp"

namespace assay {

std::optional<Certificate> load_certificate(const Assignment& assignment) {
  const fs::path path = assignment.directory / "certificate.json";
  if (!fs::exists(path)) return std::nullopt;
  try {
    Certificate certificate = certificate_from_json(Json::parse(read_file(path)));
    if (certificate.assignment != assignment.id)
      throw Fault(cat(shown_path(path), ": assignment: expected ", assay::quoted(assignment.id), ", got ", assay::quoted(certificate.assignment)),
                  cat("make it anew: assay verify --write ", assignment.id));
    return certificate;
  } catch (const Json::exception& error) {
    throw Fault(cat(shown_path(path), ": is no certificate: ", error.what()), cat("make it anew: assay verify --write ", assignment.id));
  }
}

std::map<std::string, std::string> proof_sources(const Home& home, const Assignment& assignment, const Rubric& rubric) {
  const fs::path own = fs::path("assignments") / assignment.id;
  std::vector<fs::path> programs{fs::path("templates/starter") / assignment.id, own / "alternatives"};
  for (const std::string& name : assignment.protected_files)
    programs.push_back(course_file(assignment, name).lexically_relative(home.root));
  if (fs::is_directory(home.root / "harness" / "scenarios"))
    for (const auto& entry : fs::directory_iterator(home.root / "harness" / "scenarios"))
      if (entry.path().filename().string().starts_with("null-")) programs.push_back(entry.path().lexically_relative(home.root));
  const auto digest = [&](const std::vector<fs::path>& paths) { return sources_digest(home.root, paths); };
  return {{"suite", assignment.suite_digest},
          {"rubric", rubric.digest},
          {"texts", digest({own / "README.uk.md", own / "README.ru.md", own / "README.en.md", own / "feedback.toml", own / "feedback.hidden.toml",
                            own / "mistakes.toml"})},
          {"reference", digest({fs::path("reference") / assignment.id})},
          {"mutants", digest({own / "mutants"})},
          {"programs", digest(programs)}};
}

}  // namespace assay
