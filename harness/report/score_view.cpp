// The score at a glance, and the criteria that make it up.
#include "report/scene.hpp"
#include "report/words.hpp"

namespace assay {
namespace {

constexpr std::array kinds{CriterionKind::required, CriterionKind::optional, CriterionKind::bonus,
                           CriterionKind::penalty};

const char* mark_of(const Score& score, const Rubric& rubric) {
  if (rubric.pass.points.hundredths <= 0) return "none";
  return score.passed ? "passed" : score.pass_open ? "open" : "failed";
}

std::string pass_sentence(const Scene& scene, const std::string& mark) {
  const Messages& messages = scene.messages;
  if (mark == "none") return messages.text("score.no_mark");
  const Points missing = scene.score.pass_needed - scene.score.pass_earned;
  return messages.fill(cat("score.", mark, "_sentence"), {{"needed", messages.points(scene.score.pass_needed)},
                                                          {"earned", messages.number(scene.score.pass_earned)},
                                                          {"missing", messages.number(missing)}});
}

Json kind_bars(const Scene& scene) {
  Json bars = Json::array();
  for (const CriterionKind kind : kinds) {
    const Points earned = points_in(scene.score.earned, kind), possible = points_in(scene.score.possible, kind);
    if (possible.hundredths == 0 && earned.hundredths == 0) continue;
    const bool penalty = kind == CriterionKind::penalty;
    const Points mark = scene.score.pass_needed;
    const bool marked = scene.rubric.pass.of == kind && mark.hundredths > 0 && !(mark > possible);
    const bool taken = penalty && earned.hundredths > 0;
    bars.push_back({{"key", key_of(kind)},
                    {"label", scene.messages.text(cat("kind.", key_of(kind)))},
                    {"earned", cat(taken ? "−" : "", scene.messages.number(earned))},
                    {"possible", penalty ? "" : scene.messages.number(possible)},
                    {"percent", percent_of(earned, possible)},
                    {"mark_percent", marked ? Json(percent_of(mark, possible)) : Json("")},
                    {"need", marked ? scene.messages.fill("label.pass_mark", {{"points", scene.messages.number(mark)}})
                                    : ""}});
  }
  return bars;
}

bool is_open(const CriterionScore& criterion) {
  return criterion.state == CriterionState::partly_graded || criterion.state == CriterionState::not_graded ||
         criterion.state == CriterionState::awaiting_review;
}

/// What a criterion may still bring; for a penalty, cost.
Points open_points(const CriterionScore& criterion) {
  const Points most = criterion.kind == CriterionKind::penalty ? criterion.possible : criterion.could_earn;
  return most - criterion.earned;
}

Json open_list(const Scene& scene) {
  Json open = Json::array();
  for (const CriterionScore& scored : scene.score.criteria) {
    const Criterion* criterion = scene.criterion(scored.id);
    if (criterion == nullptr || !is_open(scored) || open_points(scored).hundredths <= 0) continue;
    open.push_back(scene.messages.fill("score.could_earn",
                                       {{"title", scene.title_of(*criterion)},
                                        {"state", scene.messages.text(cat("state.", key_of(scored.state)))},
                                        {"points", scene.messages.points(open_points(scored), "of_points")}}));
  }
  return open;
}

}  // namespace

Points points_in(const std::map<CriterionKind, Points>& points, CriterionKind kind) {
  const auto found = points.find(kind);
  return found == points.end() ? Points{} : found->second;
}

int percent_of(Points part, Points whole) {
  if (whole.hundredths <= 0) return 0;
  return static_cast<int>(std::clamp<std::int64_t>(part.hundredths * 100 / whole.hundredths, 0, 100));
}

namespace {

/// Of a part of the tests: how many of those that were asked for passed, in place of points.
Json part_view(const Scene& scene) {
  std::int64_t passed = 0, all = 0;
  for (const TestOutcome& outcome : scene.record.outcomes) {
    if (!decided(outcome.verdict) || (outcome.group == "Prepare" && !failed(outcome))) continue;   // What is undecided is told apart.
    ++all;
    passed += outcome.verdict == Verdict::passed ? 1 : 0;
  }
  const auto counted = [&](const std::string& number) {
    return trimmed(scene.messages.fill("score.part", {{"passed", number}, {"tests", scene.messages.counted("of_tests", all)}}));
  };
  return {{"total", cat(passed)}, {"possible", cat(all)}, {"of", counted(cat(passed))}, {"of_points", counted("")},
          {"percent", percent_of({passed}, {all})}, {"mark", "none"}, {"label", ""}, {"pass", scene.messages.text("score.part_sentence")},
          {"kinds", Json::array()}, {"open", Json::array()}};
}

}  // namespace

Json score_view(const Scene& scene) {
  if (scene.options.part) return part_view(scene);
  const Messages& messages = scene.messages;
  const Points possible = points_in(scene.score.possible, CriterionKind::required) +
                          points_in(scene.score.possible, CriterionKind::optional);
  const std::string mark = mark_of(scene.score, scene.rubric);
  std::string sentence = pass_sentence(scene, mark);
  if (scene.score.graded_possible < possible)
    sentence += " " + messages.fill("score.graded_so_far", {{"points", messages.points(scene.score.graded_possible)}});
  return {{"total", messages.number(scene.score.total)},
          {"possible", messages.number(possible)},
          {"of", messages.fill("score.of", {{"total", messages.number(scene.score.total)},
                                            {"possible", messages.points(possible, "of_points")}})},
          {"of_points", messages.fill("score.of", {{"total", ""}, {"possible", messages.points(possible, "of_points")}})},
          {"percent", percent_of(scene.score.total, possible)},
          {"mark", mark},
          {"label", mark == "none" ? "" : messages.text(cat("score.", mark))},
          {"pass", sentence},
          {"kinds", kind_bars(scene)},
          {"open", open_list(scene)}};
}

}  // namespace assay
