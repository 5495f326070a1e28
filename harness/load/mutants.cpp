#include <algorithm>

#include "load/load.hpp"
#include "load/toml_file.hpp"

namespace assay {

std::vector<Mutant> load_mutants(const Assignment& assignment, const Rubric& rubric) {
  const fs::path directory = assignment.directory / "mutants";
  if (!fs::exists(directory / "mutants.toml")) return {};
  const TomlFile file(directory / "mutants.toml", shown_path(directory / "mutants.toml"));
  TomlTable root = file.root();
  std::vector<std::string> known;
  for (const Criterion& criterion : rubric.criteria) known.push_back(criterion.id);
  const bool texts_only = root.flag_or("texts_only", false);   // of the student package
  std::vector<Mutant> mutants;
  for (TomlTable& table : root.tables("mutant")) {
    Mutant mutant{.id = table.text("id"), .costs = table.texts("costs"), .misconception = table.local_text("misconception")};
    mutant.patch = directory / (mutant.id + ".patch");
    if (!texts_only && !fs::exists(mutant.patch)) table.complain("id", cat("there is no ", mutant.id, ".patch beside this file"));
    for (const std::string& cost : mutant.costs)
      if (std::find(known.begin(), known.end(), cost) == known.end())
        table.complain("costs", cat("unknown criterion ", quoted(cost)), cat("closest: ", closest(cost, known)));
    if (table.has("earns")) {
      TomlTable earns = table.table("earns");
      for (const std::string& cost : mutant.costs)
        if (earns.has(cost)) mutant.earns[cost] = earns.points(cost, Points{});
      earns.done();
    }
    table.done();
    mutants.push_back(std::move(mutant));
  }
  root.done();
  for (const auto& entry : fs::directory_iterator(directory)) {
    const bool named = std::any_of(mutants.begin(), mutants.end(), [&](const Mutant& mutant) { return mutant.patch == entry.path(); });
    if (entry.path().extension() == ".patch" && !named)
      throw Fault(cat(shown_path(entry.path()), ": mutants.toml does not say what it costs"));
  }
  return mutants;
}

}  // namespace assay
