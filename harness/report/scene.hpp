// Scene: what the parts of a view look at together, and the questions that several of them ask.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/text.hpp"
#include "report/evidence.hpp"
#include "report/hidden.hpp"
#include "report/marked.hpp"
#include "report/messages.hpp"
#include "report/report.hpp"

namespace assay {

struct Scene {
  const RunRecord& record;
  const Score& score;
  const Assignment& assignment;
  const Rubric& rubric;
  const ReportOptions& options;
  const Messages& messages;
  std::string likely_mutant = {};   ///< whose failures these look like, or empty
  std::map<std::string, std::string> mistakes = {};   ///< by failed test: the mutant that explains it

  /// What a mutant's author believed, or empty.
  std::string misconception(const std::string& mutant) const {
    const auto text = options.misconceptions.find(mutant);
    return text == options.misconceptions.end() ? "" : from_author(text->second.in(messages.language()));
  }

  /// Whether the reader must not see this test.
  bool hides(const std::string& test) const { return hidden_from(test, assignment, options); }

  /// The command that runs the test again: students have only the public ones, whatever a report after the deadline shows.
  std::string again(const std::string& test) const {
    const auto text = assignment.texts.find(test);
    const bool hidden = text != assignment.texts.end() && text->second.hidden;
    return hidden && options.reader == Reader::student ? "" : again_command(record, test, hidden);
  }

  std::string title_of(const std::string& test) const {
    const auto text = assignment.texts.find(test);
    const bool named = text != assignment.texts.end() && !text->second.title.in(messages.language()).empty();
    return named ? from_author(text->second.title.in(messages.language())) : as_code(test);
  }

  std::string hint_of(const std::string& test) const {
    const auto text = assignment.texts.find(test);
    return text == assignment.texts.end() ? "" : from_author(text->second.hint.in(messages.language()));
  }

  std::string title_of(const Criterion& criterion) const {
    const std::string& title = criterion.title.in(messages.language());
    return title.empty() ? as_code(criterion.id) : from_author(title);
  }

  const Criterion* criterion(const std::string& id) const {
    for (const Criterion& candidate : rubric.criteria)
      if (candidate.id == id) return &candidate;
    return nullptr;
  }

  const CriterionScore* score_of(const std::string& id) const {
    for (const CriterionScore& candidate : score.criteria)
      if (candidate.id == id) return &candidate;
    return nullptr;
  }

  /// Criteria that `test` helps to decide, in rubric order.
  std::vector<const Criterion*> criteria_of(const std::string& test) const {
    std::vector<const Criterion*> found;
    for (const Criterion& candidate : rubric.criteria)
      if (std::any_of(candidate.tests.begin(), candidate.tests.end(),
                      [&](const std::string& pattern) { return matches(pattern, test); }))
        found.push_back(&candidate);
    return found;
  }
};

// The parts of view_of.
Json score_view(const Scene& scene);
Json criteria_view(const Scene& scene);
Json failures_view(const Scene& scene, std::int64_t& left_out);   // of a record with very many
Json hidden_view(const Scene& scene);
Json ungraded_view(const Scene& scene);
Json advice_view(const Scene& scene);   // remarks of static checks that cost nothing
Json history_view(const Scene& scene);
Json about_view(const Scene& scene);
Json timings_view(const Scene& scene);    // by test group, for instructors
Json progress_view(const Scene& scene);   // points from check to check, or false
std::string isolation_words(const Scene& scene);   // one line
Json isolation_rows(const Scene& scene);           // {label, value} each, for instructors

/// Whether this outcome is a failure of the submission.
bool failed(const TestOutcome& outcome);

/// Where the points of a kind are found; none are zero points.
Points points_in(const std::map<CriterionKind, Points>& points, CriterionKind kind);

/// 0 to 100.
int percent_of(Points part, Points whole);

}  // namespace assay
