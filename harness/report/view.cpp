#include "report/view.hpp"

#include <algorithm>
#include <set>

#include "report/scene.hpp"
#include "report/words.hpp"

namespace assay {
namespace {

/// What the certificate of the suite says about this record.
std::string certificate_sentence(const Scene& scene) {
  std::map<std::string, std::string> sources = scene.options.proof_sources;
  if (sources.contains("suite")) sources["suite"] = scene.record.suite_digest;
  const Standing standing = standing_of(scene.options.certificate, sources, scene.record.versions);
  std::vector<std::string> changed, proved, here;
  for (const std::string& part : standing.changed) changed.push_back(as_code(part));
  for (const Standing::Version& version : standing.differs) {
    proved.push_back(cat(version.name, ' ', as_code(version.proved)));
    here.push_back(as_code(version.here));
  }
  switch (standing.state) {
    case Standing::State::none: return scene.messages.text("about.no_certificate");
    case Standing::State::uncertified: return scene.messages.fill("about.uncertified", {{"what", join(changed, ", ")}});
    case Standing::State::elsewhere:
      return scene.messages.fill("about.certified_elsewhere", {{"proved", join(proved, ", ")}, {"here", join(here, ", ")}});
    case Standing::State::certified: break;
  }
  const auto& programs = scene.options.certificate->programs;
  const auto mutants = std::count_if(programs.begin(), programs.end(), [](const Certificate::Program& program) { return program.kind == "mutant"; });
  return scene.messages.fill("about.certified", {{"n", cat(mutants)}, {"name", as_code(name_of(*scene.options.certificate))}});
}

/// Which known mistake the failures look like, unless one of them says it.
std::string likely_mistake(const Scene& scene, const Json& failures) {
  const std::string mistake = scene.misconception(scene.likely_mutant);
  const bool said = std::any_of(failures.begin(), failures.end(), [&](const Json& card) { return card.at("mistake") == mistake; });
  return mistake.empty() || said ? "" : scene.messages.fill("notice.behaves_like", {{"mistake", mistake}});
}

Json notices_of(const Scene& scene, bool all_passed, const Json& failures) {
  Json notices = Json::array();
  if (!scene.record.complete) notices.push_back(scene.messages.text("notice.interrupted"));
  if (const std::string mistake = likely_mistake(scene, failures); !mistake.empty()) notices.push_back(mistake);
  if (all_passed && !scene.options.part) notices.push_back(scene.messages.text("notice.all_passed"));
  if (const int hidden = scene.rubric.hidden; hidden > 0)
    notices.push_back(scene.messages.fill("notice.only_graded", {{"tests", scene.messages.counted("hidden_tests", hidden)}}));
  return notices;
}

bool everything_passed(const Scene& scene) {
  if (scene.record.outcomes.empty() || !scene.record.complete) return false;
  return std::all_of(scene.record.outcomes.begin(), scene.record.outcomes.end(), [](const TestOutcome& outcome) {
    return outcome.verdict == Verdict::passed || outcome.verdict == Verdict::skipped;
  });
}

Json restored_of(const Scene& scene) {
  constexpr std::size_t shown = 50;
  const std::vector<std::string>& restored = scene.record.restored;
  Json files = Json::array();
  for (std::size_t i = 0; i < std::min(restored.size(), shown); ++i) files.push_back(as_code(restored[i]));
  if (restored.size() > shown)
    files.push_back(scene.messages.fill("notice.more", {{"n", cat(restored.size() - shown)}}));
  return files;
}

/// The criteria, with the card of each test that failed ("" for others).
Json with_cards(Json criteria, const Json& failures) {
  std::map<std::string, Json> numbers;
  for (const Json& card : failures)
    for (const Json& test : card.at("tests")) numbers[test.get<std::string>()] = card.at("number");
  for (Json& criterion : criteria)
    for (Json& test : criterion["tests"]) {
      const auto found = numbers.find(test.at("name").get<std::string>());
      test["card"] = found == numbers.end() ? Json("") : found->second;
    }
  return criteria;
}

std::string reason_not_graded(const Scene& scene, const TestOutcome& outcome) {
  if (outcome.cause) return sentence_of(*outcome.cause, scene.messages);
  return scene.messages.text(cat("verdict_sentence.", to_string(outcome.verdict)));
}

}  // namespace

Json hidden_view(const Scene& scene) {
  std::map<std::string, std::int64_t> by_criterion;
  for (const TestOutcome& outcome : scene.record.outcomes) {
    if (!failed(outcome) || !scene.hides(outcome.name())) continue;
    const std::vector<const Criterion*> criteria = scene.criteria_of(outcome.name());
    if (criteria.empty()) ++by_criterion[scene.messages.text("notice.hidden_uncounted")];
    for (const Criterion* criterion : criteria) ++by_criterion[scene.title_of(*criterion)];
  }
  Json hidden = Json::array();
  for (const auto& [criterion, count] : by_criterion)
    hidden.push_back(scene.messages.fill("notice.hidden_in", {{"tests", scene.messages.counted("hidden_tests", count)},
                                                              {"criterion", criterion}}));
  return hidden;
}

Json advice_view(const Scene& scene) {
  constexpr std::size_t shown = 30;
  Json advice = Json::array();
  std::size_t left_out = 0;
  for (const TestOutcome& outcome : scene.record.outcomes) {
    if (outcome.verdict != Verdict::passed || scene.hides(outcome.name())) continue;
    for (const Expectation& expectation : outcome.expectations) {
      if (expectation.kind != ExpectationKind::finding || expectation.got.is_null()) continue;
      if (advice.size() < shown) advice.push_back(words_of(expectation, scene.messages).sentence);
      else ++left_out;
    }
  }
  if (left_out > 0) advice.push_back(scene.messages.fill("notice.more", {{"n", cat(left_out)}}));
  return advice;
}

Json ungraded_view(const Scene& scene) {
  std::vector<std::pair<std::string, std::vector<std::string>>> reasons;
  for (const TestOutcome& outcome : scene.record.outcomes) {
    const bool gives_nothing = outcome.verdict == Verdict::skipped && scene.criteria_of(outcome.name()).empty();
    if (decided(outcome.verdict) || gives_nothing) continue;
    const std::string reason = reason_not_graded(scene, outcome);
    auto found = std::find_if(reasons.begin(), reasons.end(), [&](const auto& known) { return known.first == reason; });
    if (found == reasons.end()) found = reasons.insert(reasons.end(), {reason, {}});
    if (!scene.hides(outcome.name())) found->second.push_back(as_code(outcome.name()));
  }
  Json ungraded = Json::array();
  for (auto& [sentence, tests] : reasons) {
    if (tests.size() > 30) {
      const std::string more = scene.messages.fill("notice.more", {{"n", cat(tests.size() - 30)}});
      tests.resize(30);
      tests.push_back(more);
    }
    ungraded.push_back({{"sentence", sentence}, {"tests", tests}});
  }
  return ungraded;
}

Json history_view(const Scene& scene) {
  const Messages& messages = scene.messages;
  const bool counts = std::any_of(scene.rubric.criteria.begin(), scene.rubric.criteria.end(),
                                  [](const Criterion& criterion) { return criterion.fact.has_value(); });
  Json lines = Json::array();
  if (!scene.record.history) return counts ? Json::array({messages.text("history.none")}) : lines;
  std::int64_t meaningful = 0;
  std::set<std::string> days;
  for (const Commit& commit : scene.record.history->commits) {
    if (!commit.meaningful) continue;
    ++meaningful;
    days.insert(commit.day);
  }
  const auto all = static_cast<std::int64_t>(scene.record.history->commits.size());
  lines.push_back(messages.fill("history.commits", {{"meaningful", messages.counted("commits", meaningful)},
                                                    {"all", cat(all)}}));
  std::vector<std::string> shown;
  for (const std::string& day : days)
    if (shown.size() < 14) shown.push_back(as_code(day));
  std::string active = messages.counted("active_days", static_cast<std::int64_t>(days.size()));
  if (!shown.empty()) active += cat(" (", join(shown, ", "), days.size() > shown.size() ? ", …)" : ")");
  lines.push_back(messages.fill("history.active_days", {{"days", active}}));
  for (const CriterionScore& scored : scene.score.criteria) {
    const Criterion* criterion = scene.criterion(scored.id);
    if (criterion == nullptr || criterion->fact != HistoryFact::days_late || !scored.fact) continue;
    lines.push_back(*scored.fact > 0 ? messages.fill("history.days_late", {{"days", messages.counted("days", *scored.fact)}})
                                     : messages.text("history.in_time"));
  }
  return lines;
}

Json about_view(const Scene& scene) {
  const Messages& messages = scene.messages;
  Json rows = Json::array();
  const auto add = [&](const char* label, const std::string& value) {
    if (!value.empty()) rows.push_back({{"label", messages.text(cat("about.", label))}, {"value", value}});
  };
  std::vector<std::string> versions;
  for (const auto& [name, version] : scene.record.versions) versions.push_back(as_code(cat(name, " ", version)));
  add("certificate", certificate_sentence(scene));
  add("tier", isolation_words(scene));
  add("versions", join(versions, ", "));
  add("seed", as_code(scene.record.seed));
  add("started", as_code(scene.record.started));
  add("suite", as_code(scene.record.suite_digest.substr(0, 16)));
  add("digest", as_code(scene.record.submission_digest.substr(0, 16)));
  add("schema", as_code(cat(RunRecord::schema)));
  for (Json& row : isolation_rows(scene)) rows.push_back(std::move(row));
  return rows;
}

Json view_of(const Graded& graded, const Assignment& assignment, const Rubric& rubric, const ReportOptions& options,
             const Messages& messages) {
  const Scene scene{graded.record, graded.score, assignment, rubric, options, messages, graded.likely_mutant, graded.mistakes};
  const std::string id = as_code(assignment.id);
  const std::string& title = assignment.title.in(messages.language());
  Json about = about_view(scene);
  if (options.reader == Reader::instructor && !graded.digest.empty())
    about.push_back({{"label", messages.text("about.record")}, {"value", as_code(graded.digest)}});
  std::int64_t left_out = 0;
  const Json failures = failures_view(scene, left_out);
  const std::string more = left_out == 0 ? "" : messages.fill("notice.more_failures", {{"tests", messages.counted("tests", left_out)}});
  return {{"language", code(messages.language())},
          {"assignment", {{"id", id}, {"title", title.empty() ? id : from_author(title)}}},
          {"submission", as_code(graded.record.submission)},
          {"reader", options.reader == Reader::student ? "student" : "instructor"},
          {"notices", notices_of(scene, everything_passed(scene), failures)},
          {"score", score_view(scene)},
          {"criteria", with_cards(criteria_view(scene), failures)},
          {"progress", progress_view(scene)},
          {"failures", failures},
          {"more_failures", more},
          {"left_out", left_out},
          {"hidden", hidden_view(scene)},
          {"ungraded", ungraded_view(scene)},
          {"advice", advice_view(scene)},
          {"restored", restored_of(scene)},
          {"history", history_view(scene)},
          {"about", about},
          {"timings", timings_view(scene)},
          {"prefix", ""}};
}

}  // namespace assay
