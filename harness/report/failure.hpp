// Failure: one card of a report, for one test or for all tests that fail for one cause.
#pragma once

#include <cstdint>
#include <vector>

#include "report/scene.hpp"

namespace assay {

/// Outcomes with one cause, or a single outcome; those that the reader may see.
struct Failure {
  std::vector<const TestOutcome*> outcomes;
  std::int64_t hidden = 0;

  const TestOutcome& first() const { return *outcomes.front(); }
  bool shared() const { return outcomes.size() > 1; }
};

/// Criteria that lost points to this failure, in rubric order.
std::vector<const Criterion*> costs_of(const Scene& scene, const Failure& failure);

/// What the reader sees of it.
Json card_view(const Scene& scene, const Failure& failure, std::size_t number);

}  // namespace assay
