// What went before, and what took how long.
#include <algorithm>

#include "report/scene.hpp"

namespace assay {
namespace {

constexpr std::size_t checks_shown = 40;
constexpr std::ptrdiff_t steps_shown = 5;
constexpr int line_width = 320, line_height = 64, line_margin = 8;

/// The points of a check between the lower and the upper edge.
int y_of(Points total, Points possible) { return line_height - line_margin - (line_height - 2 * line_margin) * percent_of(total, possible) / 100; }

std::string moment(const std::string& time) { return replaced(time.substr(0, 16), "T", " "); }

/// "… → 3.5 → 7 → 12.5": the last points that were not those of the check before.
std::string trail_of(const std::vector<PastScore>& earlier, const Messages& messages) {
  std::vector<std::string> steps;
  for (const PastScore& check : earlier)
    if (const std::string points = messages.number(check.total); steps.empty() || steps.back() != points) steps.push_back(points);
  if (std::ssize(steps) > steps_shown) {
    steps.erase(steps.begin(), steps.end() - steps_shown);
    steps.insert(steps.begin(), "…");
  }
  return join(steps, " → ");
}

}  // namespace

Json progress_view(const Scene& scene) {
  std::vector<PastScore> checks = scene.options.past;
  if (checks.empty()) return false;
  const std::size_t all = checks.size() + 1;
  const std::string earlier = trail_of(checks, scene.messages);
  if (checks.size() >= checks_shown) checks.erase(checks.begin(), checks.end() - (checks_shown - 1));
  const Points possible = points_in(scene.score.possible, CriterionKind::required) + points_in(scene.score.possible, CriterionKind::optional);
  checks.push_back({scene.record.started, scene.score.total, possible});
  const Messages& messages = scene.messages;
  Json dots = Json::array(), rows = Json::array();
  std::vector<std::string> line;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    const int x = line_margin + (line_width - 2 * line_margin) * static_cast<int>(i) / static_cast<int>(checks.size() - 1);
    const int y = y_of(checks[i].total, checks[i].possible);
    line.push_back(cat(x, ",", y));
    const std::string points = cat(messages.number(checks[i].total), " / ", messages.number(checks[i].possible));
    dots.push_back({{"x", x}, {"y", y}, {"last", i + 1 == checks.size()}});
    rows.push_back({{"time", as_code(moment(checks[i].time))}, {"points", points}});
  }
  const auto best = std::max_element(checks.begin(), checks.end(), [](const PastScore& a, const PastScore& b) { return a.total < b.total; });
  const std::string summary = messages.fill("progress.summary", {{"n", cat(all)}, {"first", messages.number(checks.front().total)},
      {"best", messages.number(best->total)}, {"now", messages.number(scene.score.total)}, {"possible", messages.number(possible)}});
  const std::string trail = messages.fill("progress.trail", {{"earlier", earlier}, {"now", messages.number(scene.score.total)}, {"possible", messages.number(possible)}});
  return {{"trail", trail}, {"width", line_width}, {"height", line_height}, {"line", join(line, " ")}, {"dots", dots}, {"rows", rows}, {"summary", summary}};
}

Json timings_view(const Scene& scene) {
  Json rows = Json::array();
  if (scene.options.reader == Reader::student) return rows;
  const auto duration = [&](std::int64_t ms) { return scene.messages.duration(ms < 1000 ? ms : ms / 10 * 10); };
  for (const UnitRecord& unit : scene.record.units)
    rows.push_back({{"group", as_code(unit.group)}, {"attempts", unit.attempts}, {"wall", duration(unit.wall_ms)},
                    {"program", duration(unit.submission_cpu_ms)}, {"check", duration(unit.harness_cpu_ms)}});
  return rows;
}

}  // namespace assay
