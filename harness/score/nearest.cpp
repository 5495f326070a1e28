#include "score/nearest.hpp"

#include <algorithm>
#include <set>

namespace assay {
namespace {

using Tests = std::set<std::string>;

/// Shared by both, of all that either has.
double likeness(const Tests& a, const Tests& b) {
  const auto both = static_cast<double>(std::count_if(a.begin(), a.end(), [&](const std::string& test) { return b.contains(test); }));
  const auto either = static_cast<double>(a.size() + b.size()) - both;
  return either > 0 ? both / either : 0;
}

}  // namespace

std::optional<std::string> nearest_mutant(const RunRecord& record, const Certificate& certificate) {
  Tests known, failed;
  for (const TestOutcome& outcome : record.outcomes) {
    if (!decided(outcome.verdict)) continue;
    known.insert(outcome.name());
    if (outcome.verdict != Verdict::passed) failed.insert(outcome.name());
  }
  if (failed.empty()) return std::nullopt;
  const Certificate::Program* best = nullptr;
  double most = 0, next = 0;
  for (const Certificate::Program& program : certificate.programs) {
    if (program.kind != "mutant") continue;
    Tests pattern;
    for (const std::string& test : program.failed_tests)
      if (known.contains(test)) pattern.insert(test);
    const double alike = likeness(failed, pattern);
    if (alike > most) {
      next = most;
      most = alike;
      best = &program;
    } else {
      next = std::max(next, alike);
    }
  }
  if (best == nullptr || most < least_likeness || most - next < lead) return std::nullopt;
  return best->id;
}

std::map<std::string, std::string> explained_failures(const RunRecord& record, const Certificate& certificate) {
  Tests known, failed;
  for (const TestOutcome& outcome : record.outcomes) {
    if (!decided(outcome.verdict)) continue;
    known.insert(outcome.name());
    if (outcome.verdict == Verdict::failed && !outcome.cause) failed.insert(outcome.name());
  }
  std::map<std::string, std::string> explained;
  if (2 * failed.size() > known.size()) return explained;
  std::map<std::string, std::size_t> most;
  for (const Certificate::Program& program : certificate.programs) {
    const std::vector<std::string>& pattern = program.failed_tests;
    const bool fits = std::all_of(pattern.begin(), pattern.end(), [&](const std::string& test) { return failed.contains(test) || !known.contains(test); });
    if (program.kind != "mutant" || !fits) continue;
    for (const std::string& test : pattern) {
      if (!failed.contains(test) || pattern.size() < most[test]) continue;
      const bool again = pattern.size() == most[test];
      most[test] = pattern.size();
      explained[test] = again ? "" : program.id;
    }
  }
  std::erase_if(explained, [](const auto& entry) { return entry.second.empty(); });
  return explained;
}

}  // namespace assay
