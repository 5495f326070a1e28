#include <algorithm>

#include "model/review.hpp"
#include "report/scene.hpp"
#include "report/view.hpp"
#include "report/words.hpp"

namespace assay {
namespace {

/// Whether a person has to look: our suite broke on the submission, and not on the reference.
bool waits_for_a_person(const Graded& one) {
  return std::any_of(one.record.outcomes.begin(), one.record.outcomes.end(), awaits_review);
}

/// By name; for instructors those that wait for a person come first.
std::vector<const Graded*> sorted_for(Reader reader, const std::vector<Graded>& graded) {
  std::vector<const Graded*> sorted;
  for (const Graded& one : graded) sorted.push_back(&one);
  std::stable_sort(sorted.begin(), sorted.end(), [&](const Graded* a, const Graded* b) {
    const bool later_a = reader == Reader::instructor && !waits_for_a_person(*a), later_b = reader == Reader::instructor && !waits_for_a_person(*b);
    return std::tie(later_a, a->record.submission) < std::tie(later_b, b->record.submission);
  });
  return sorted;
}

std::string shown_points(const Score& score, CriterionKind kind, const Messages& messages) {
  const Points earned = points_in(score.earned, kind);
  const bool taken = kind == CriterionKind::penalty && earned.hundredths > 0;
  return cat(taken ? "−" : "", messages.number(earned));
}

/// One word for the column that asks whether the mark was reached.
std::string pass_answer(const Json& score, const Messages& messages) {
  const std::string mark = score.at("mark").get<std::string>();
  if (mark == "passed") return messages.text("label.yes");
  return mark == "failed" ? messages.text("label.no") : score.at("label").get<std::string>();
}

Json row_of(const Graded& graded, const Json& view, std::size_t number, const Messages& messages) {
  const Json& score = view.at("score");
  return {{"number", number},
          {"submission", view.at("submission")},
          {"required", shown_points(graded.score, CriterionKind::required, messages)},
          {"optional", shown_points(graded.score, CriterionKind::optional, messages)},
          {"bonus", shown_points(graded.score, CriterionKind::bonus, messages)},
          {"penalty", shown_points(graded.score, CriterionKind::penalty, messages)},
          {"total", score.at("total")},
          {"possible", score.at("possible")},
          {"percent", score.at("percent")},
          {"mark", score.at("mark")},
          {"pass", score.at("label")},
          {"answer", pass_answer(score, messages)},
          {"open", score.at("open")},
          {"open_count", score.at("open").empty() ? "" : cat(score.at("open").size())}};
}

/// The ten tests that failed in most submissions, suite order where equal.
Json most_failed(const std::vector<const Graded*>& graded, const Assignment& assignment, const Rubric& rubric,
                 const ReportOptions& options, const Messages& messages) {
  std::map<std::string, std::int64_t> counts;
  for (const Graded* one : graded) {
    const Scene scene{one->record, one->score, assignment, rubric, options, messages};
    for (const TestOutcome& outcome : one->record.outcomes)
      if (failed(outcome) && !scene.hides(outcome.name())) ++counts[outcome.name()];
  }
  std::vector<std::pair<std::string, std::int64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (sorted.size() > 10) sorted.resize(10);
  Json tests = Json::array();
  for (const auto& [test, count] : sorted) {
    const Scene scene{graded.front()->record, graded.front()->score, assignment, rubric, options, messages};
    const Points share{count * 100}, all{static_cast<std::int64_t>(graded.size()) * 100};
    tests.push_back({{"test", as_code(test)},
                     {"title", scene.title_of(test)},
                     {"titled", scene.title_of(test) != as_code(test)},
                     {"count", count},
                     {"percent", percent_of(share, all)},
                     {"text", messages.counted("submissions", count)}});
  }
  return tests;
}

std::string summary_of(const std::vector<const Graded*>& graded, const Messages& messages) {
  if (graded.empty()) return messages.text("notice.no_submissions");
  const auto passed = std::count_if(graded.begin(), graded.end(), [](const Graded* one) { return one->score.passed; });
  const auto open = std::count_if(graded.begin(), graded.end(), [](const Graded* one) { return !one->score.complete; });
  return messages.fill("notice.class_summary",
                       {{"submissions", messages.counted("submissions", static_cast<std::int64_t>(graded.size()))},
                        {"passed", cat(passed)},
                        {"open", cat(open)}});
}

}  // namespace

Json class_view_of(const std::vector<Graded>& graded, const Assignment& assignment, const Rubric& rubric,
                   const ReportOptions& options, const Messages& messages) {
  const std::vector<const Graded*> sorted = sorted_for(options.reader, graded);
  Json rows = Json::array(), reports = Json::array();
  for (const Graded* one : sorted) {
    Json view = view_of(*one, assignment, rubric, options, messages);
    view["number"] = reports.size() + 1;
    view["prefix"] = cat("r", reports.size() + 1, "-");
    rows.push_back(row_of(*one, view, reports.size() + 1, messages));
    reports.push_back(std::move(view));
  }
  const std::string id = as_code(assignment.id);
  const std::string& title = assignment.title.in(messages.language());
  return {{"language", code(messages.language())},
          {"assignment", {{"id", id}, {"title", title.empty() ? id : from_author(title)}}},
          {"summary", summary_of(sorted, messages)},
          {"rows", rows},
          {"most_failed", most_failed(sorted, assignment, rubric, options, messages)},
          {"reports", reports}};
}

}  // namespace assay
