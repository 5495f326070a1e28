// Failures, the most useful first: what several tests share, then what costs required points, then the rest.
#include <set>

#include "report/failure.hpp"

namespace assay {
namespace {

constexpr std::size_t cards_shown = 40;

std::vector<Failure> collected(const Scene& scene) {
  std::vector<Failure> failures;
  std::map<std::string, std::size_t> by_cause;
  for (const TestOutcome& outcome : scene.record.outcomes) {
    if (!failed(outcome)) continue;
    std::size_t at = failures.size();
    if (outcome.cause) at = by_cause.emplace(to_text(to_json(*outcome.cause)), at).first->second;
    if (at == failures.size()) failures.emplace_back();
    if (scene.hides(outcome.name())) ++failures[at].hidden;
    else failures[at].outcomes.push_back(&outcome);
  }
  std::erase_if(failures, [](const Failure& failure) { return failure.outcomes.empty(); });
  return failures;
}

bool loses_points(const Scene& scene, const Criterion& criterion) {
  const CriterionScore* scored = scene.score_of(criterion.id);
  if (scored == nullptr) return false;
  if (criterion.kind == CriterionKind::penalty) return scored->earned.hundredths > 0;
  return scored->earned < scored->possible;
}

}  // namespace

std::vector<const Criterion*> costs_of(const Scene& scene, const Failure& failure) {
  std::set<const Criterion*> deciding;
  for (const TestOutcome* outcome : failure.outcomes)
    for (const Criterion* criterion : scene.criteria_of(outcome->name())) deciding.insert(criterion);
  std::vector<const Criterion*> costs;
  for (const Criterion& criterion : scene.rubric.criteria)
    if (deciding.contains(&criterion) && loses_points(scene, criterion)) costs.push_back(&criterion);
  return costs;
}

namespace {

int rank_of(const Scene& scene, const Failure& failure) {
  if (failure.shared()) return 0;
  int rank = 9;
  for (const Criterion* criterion : costs_of(scene, failure)) {
    const bool penalty = criterion->kind == CriterionKind::penalty;  // Before bonus: it takes points away.
    rank = std::min(rank, penalty ? 3 : 1 + 2 * static_cast<int>(criterion->kind));
  }
  return rank;
}

std::vector<Failure> sorted_failures(const Scene& scene) {
  std::vector<Failure> failures = collected(scene);
  std::vector<std::pair<std::pair<int, std::int64_t>, std::size_t>> order;
  for (std::size_t i = 0; i < failures.size(); ++i)
    order.push_back({{rank_of(scene, failures[i]),
                      failures[i].shared() ? -static_cast<std::int64_t>(failures[i].outcomes.size()) : 0}, i});
  std::sort(order.begin(), order.end());
  std::vector<Failure> sorted;
  for (const auto& [rank, i] : order) sorted.push_back(std::move(failures[i]));
  return sorted;
}

}  // namespace

bool failed(const TestOutcome& outcome) { return decided(outcome.verdict) && outcome.verdict != Verdict::passed; }

Json failures_view(const Scene& scene, std::int64_t& left_out) {
  const std::vector<Failure> failures = sorted_failures(scene);
  Json cards = Json::array();
  left_out = 0;
  std::set<std::string> said;
  for (const Failure& failure : failures) {
    if (cards.size() == cards_shown) {
      left_out += static_cast<std::int64_t>(failure.outcomes.size());
      continue;
    }
    cards.push_back(card_view(scene, failure, cards.size() + 1));
    const auto mistake = scene.mistakes.find(failure.first().name());
    if (mistake != scene.mistakes.end() && said.insert(mistake->second).second)
      cards.back()["mistake"] = scene.misconception(mistake->second);
  }
  return cards;
}

}  // namespace assay
