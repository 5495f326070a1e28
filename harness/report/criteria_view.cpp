// One line for each criterion: what it earned, in what state it is, and why.
#include "report/scene.hpp"
#include "report/words.hpp"

namespace assay {
namespace {

struct Line {
  const Criterion& criterion;
  const CriterionScore& score;
};

bool misses_points(const Line& line) {
  if (line.criterion.kind == CriterionKind::penalty) return line.score.earned.hundredths > 0;
  return line.score.earned < line.score.possible;
}

bool decided_any(const CriterionScore& score) {
  return std::any_of(score.decided_by.begin(), score.decided_by.end(), [](const DecidingTest& test) { return decided(test.verdict); });
}

/// Required before optional, bonus and penalties; within a kind first what misses points.
std::vector<Line> sorted_lines(const Scene& scene) {
  std::vector<Line> lines;
  for (const CriterionScore& score : scene.score.criteria) {
    const Criterion* criterion = scene.criterion(score.id);
    if (criterion != nullptr && (!scene.options.part || decided_any(score))) lines.push_back({*criterion, score});
  }
  std::vector<std::size_t> order(lines.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto rank = [&](std::size_t i) {
      return 2 * static_cast<int>(lines[i].criterion.kind) + (misses_points(lines[i]) ? 0 : 1);
    };
    return rank(a) < rank(b);
  });
  std::vector<Line> sorted;
  for (const std::size_t i : order) sorted.push_back(lines[i]);
  return sorted;
}

const char* mark_of(const Line& line) {
  switch (line.score.state) {
    case CriterionState::partly_graded: case CriterionState::not_graded: case CriterionState::awaiting_review:
      return "open";
    case CriterionState::not_applicable: return "none";
    case CriterionState::gated: return "lost";
    case CriterionState::graded: break;
  }
  if (line.criterion.kind == CriterionKind::penalty) return line.score.earned.hundredths > 0 ? "lost" : "full";
  if (!(line.score.earned < line.score.possible)) return "full";
  if (line.score.earned.hundredths > 0) return "part";
  return line.criterion.kind == CriterionKind::bonus ? "none" : "lost";
}

std::string state_label(const Line& line, const std::string& mark, const Messages& messages) {
  if (line.score.state != CriterionState::graded) return messages.text(cat("state.", key_of(line.score.state)));
  if (line.criterion.kind == CriterionKind::penalty)
    return messages.text(mark == "lost" ? "result.penalty_taken" : "result.penalty_none");
  return messages.text(mark == "none" ? "result.bonus_none" : cat("result.", mark));
}

std::string fact_sentence(const Line& line, const Messages& messages) {
  if (!line.score.fact) return messages.text("why.no_fact");
  const std::int64_t n = *line.score.fact;
  switch (*line.criterion.fact) {
    case HistoryFact::days_late: return messages.fill("why.days_late", {{"n", messages.counted("days", n)}});
    case HistoryFact::active_days: return messages.fill("why.active_days", {{"n", messages.counted("days", n)}});
    case HistoryFact::meaningful_commits:
      return messages.fill("why.meaningful_commits", {{"n", messages.counted("commits", n)}});
  }
  std::abort();
}

/// What the tests of a criterion say, in one sentence; empty where none were decided.
std::string tests_sentence(const Line& line, const Messages& messages) {
  std::int64_t passed = 0, all = 0;
  for (const DecidingTest& test : line.score.decided_by) {
    all += decided(test.verdict) ? 1 : 0;
    passed += test.verdict == Verdict::passed ? 1 : 0;
  }
  if (all == 0) return {};
  if (passed == all && line.criterion.kind == CriterionKind::penalty) return messages.text("why.penalty_none");
  if (all == 1) return messages.text(passed == all ? "verdict_sentence.passed" : "verdict_sentence.failed");
  if (passed == all) return messages.fill("why.all_passed", {{"n", cat(all)}});
  const std::string tests = messages.counted("of_tests", all);
  if (passed == 0) return messages.fill("why.none_passed", {{"tests", tests}});
  return messages.fill("why.some_passed", {{"passed", cat(passed)}, {"tests", tests}});
}

std::string gate_sentence(const Scene& scene, const Line& line) {
  std::vector<std::string> titles;
  for (const std::string& id : line.score.gated_by) {
    const Criterion* gate = scene.criterion(id);
    const std::string title = gate != nullptr ? scene.title_of(*gate) : as_code(id);
    titles.push_back(scene.messages.fill("format.quote", {{"text", title}}));
  }
  return scene.messages.fill("why.gated", {{"criteria", join(titles, ", ")}});
}

/// Tests of ours that broke or were not run, and tests that the record does not know.
void add_undecided(const Scene& scene, const Line& line, Json& why) {
  const auto undecided = std::count_if(line.score.decided_by.begin(), line.score.decided_by.end(),
                                       [](const DecidingTest& test) { return !decided(test.verdict); });
  if (undecided > 0 && line.score.state != CriterionState::graded)
    why.push_back(scene.messages.fill("why.undecided", {{"tests", scene.messages.counted("tests", undecided)}}));
  if (line.score.unknown_tests.empty()) return;
  std::vector<std::string> names;
  for (const std::string& test : line.score.unknown_tests)
    if (!scene.hides(test) && names.size() < 5) names.push_back(as_code(test));
  const auto rest = static_cast<std::int64_t>(line.score.unknown_tests.size() - names.size());
  if (rest > 0) names.push_back(cat("+", rest));
  why.push_back(scene.messages.fill("why.unknown_tests", {{"tests", join(names, ", ")}}));
}

Json why_of(const Scene& scene, const Line& line) {
  Json why = Json::array();
  const std::string tests = tests_sentence(line, scene.messages);
  if (!tests.empty() && line.score.state != CriterionState::not_applicable) why.push_back(tests);
  if (line.criterion.fact && line.score.state != CriterionState::not_applicable)
    why.push_back(fact_sentence(line, scene.messages));
  if (line.score.state == CriterionState::gated) why.push_back(gate_sentence(scene, line));
  if (line.score.state == CriterionState::not_applicable) why.push_back(scene.messages.text("why.not_applicable"));
  if (line.score.state == CriterionState::awaiting_review) why.push_back(scene.messages.text("why.awaiting_review"));
  add_undecided(scene, line, why);
  if (line.criterion.hidden > 0)
    why.push_back(scene.messages.fill("why.hidden", {{"tests", scene.messages.counted("hidden_tests", line.criterion.hidden)}}));
  const std::string reason = from_author(line.criterion.not_graded.in(scene.messages.language()));
  if (line.score.state == CriterionState::not_graded && !reason.empty()) why.push_back(reason);
  if (line.score.state == CriterionState::partly_graded && line.score.earned < line.score.could_earn)
    why.push_back(scene.messages.fill("why.could_earn",
                                      {{"earned", scene.messages.number(line.score.earned)},
                                       {"could_earn", scene.messages.points(line.score.could_earn, "of_points")}}));
  if (!line.score.comment.empty())
    why.push_back(scene.messages.fill("why.comment", {{"comment", from_author(line.score.comment)}}));
  return why;
}

Json deciding_tests(const Scene& scene, const Line& line, std::int64_t& hidden) {
  Json tests = Json::array();
  for (const DecidingTest& test : line.score.decided_by) {
    if (scene.hides(test.name)) {
      ++hidden;
      continue;
    }
    tests.push_back({{"title", scene.title_of(test.name)},
                     {"name", as_code(test.name)},
                     {"verdict", to_string(test.verdict)},
                     {"verdict_label", scene.messages.text(cat("verdict.", to_string(test.verdict)))}});
  }
  return tests;
}

/// Of a part of the tests: what these say, and no points.
void tell_of_a_part(const Scene& scene, const Line& line, Json& view) {
  Json tests = Json::array();
  bool all_passed = true;
  for (const Json& test : view.at("tests")) {
    const std::optional<Verdict> verdict = verdict_from(test.at("verdict").get<std::string>());
    if (!decided(verdict.value())) continue;
    all_passed = all_passed && verdict == Verdict::passed;
    tests.push_back(test);
  }
  view.update({{"mark", all_passed ? "full" : "lost"}, {"state_label", tests_sentence(line, scene.messages)}, {"earned", "–"}, {"possible", ""},
               {"why", Json::array()}, {"tests", tests}});
}

Json line_view(const Scene& scene, const Line& line) {
  const std::string mark = mark_of(line);
  std::int64_t hidden = line.criterion.hidden;
  const Json tests = deciding_tests(scene, line, hidden);
  const bool penalty = line.criterion.kind == CriterionKind::penalty;
  const bool taken = penalty && line.score.earned.hundredths > 0;
  const bool applies = line.score.state != CriterionState::not_applicable;
  Json view{{"id", line.criterion.id},
            {"title", scene.title_of(line.criterion)},
            {"kind", key_of(line.criterion.kind)},
            {"kind_label", scene.messages.text(cat("kind_one.", key_of(line.criterion.kind)))},
            {"mark", mark},
            {"state", key_of(line.score.state)},
            {"state_label", state_label(line, mark, scene.messages)},
            {"earned", applies ? cat(taken ? "−" : "", scene.messages.number(line.score.earned)) : "–"},
            {"possible", applies && !penalty ? scene.messages.number(line.score.possible) : ""},
            {"could_earn", scene.messages.number(line.score.could_earn)},
            {"why", why_of(scene, line)},
            {"tests", tests},
            {"hidden", hidden > 0 ? scene.messages.counted("hidden_tests", hidden) : ""}};
  if (scene.options.part) tell_of_a_part(scene, line, view);
  return view;
}

}  // namespace

Json criteria_view(const Scene& scene) {
  Json criteria = Json::array();
  for (const Line& line : sorted_lines(scene)) criteria.push_back(line_view(scene, line));
  return criteria;
}

}  // namespace assay
