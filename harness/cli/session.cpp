#include "cli/session.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <set>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "cli/charset.hpp"
#include "cli/progress.hpp"
#include "score/nearest.hpp"
#include "score/score.hpp"
#include "store/store.hpp"

namespace assay {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace


Home home() { return find_home(ASSAY_SOURCE_ROOT); }

Course open_course(const std::string& id, const std::string& rubric, const std::string& circumstances) {
  Course course{.home = home()};
  course.assignment = load_assignment(course.home, id);
  course.rubric = rubric.empty() ? load_rubric(course.home, course.assignment) : load_rubric_file(rubric, course.assignment);
  if (!circumstances.empty()) course.circumstances = load_circumstances(circumstances);
  return course;
}

Course open_certified_course(const std::string& id, const std::string& rubric, const std::string& circumstances) {
  Course course = open_course(id, rubric, circumstances);
  course.certificate = load_certificate(course.assignment);
  if (course.certificate)   // Without it nobody knows how a mutant's failures look.
    for (const Mutant& mutant : load_mutants(course.assignment, load_rubric(course.home, course.assignment)))
      course.misconceptions[mutant.id] = mutant.misconception;
  return course;
}

void add_marks(Course& course, const std::vector<std::string>& records) {
  std::set<fs::path> files;
  for (const std::string& record : records) files.insert(marks_beside(record));
  for (const fs::path& file : files)
    if (fs::exists(file)) overlay(course.circumstances, load_circumstances(file));
}

std::string likely_mutant(const Course& course, const RunRecord& record) {
  return course.certificate ? nearest_mutant(record, *course.certificate).value_or("") : "";
}

Graded graded_of(const Course& course, const RunRecord& record, const Score& score) {
  Graded graded{record, score, likely_mutant(course, record)};
  if (course.certificate) graded.mistakes = explained_failures(record, *course.certificate);
  graded.digest = record_digest(record);
  return graded;
}

bool deadline_is_over(const Circumstances& circumstances, std::int64_t now) {
  if (!circumstances.deadline) return false;
  std::int64_t last = *circumstances.deadline;
  for (const auto& [name, student] : circumstances.students) last = std::max(last, student.deadline.value_or(last));
  return now > last;
}

Language locale_language() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string locale = variable(name);
    if (locale.empty()) continue;
    return locale.starts_with("uk") ? Language::uk : locale.starts_with("ru") ? Language::ru : Language::en;
  }
  return Language::en;
}

TerminalStyle terminal_style() {
  TerminalStyle style;
  const int terminal = terminal_columns(STDOUT_FILENO);
  if (terminal > 0) style.columns = terminal;
  else if (const int columns = std::atoi(variable("COLUMNS").c_str()); columns > 0) style.columns = columns;
  style.columns = std::clamp(style.columns, 40, 120);
  style.colour = terminal > 0 && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
  return style;
}

ReportOptions report_options(const Course& course, const ShowOptions& show) {
  return {.language = show.language.value_or(locale_language()),
          .reader = show.instructor ? Reader::instructor : Reader::student,
          .reveal_hidden = deadline_is_over(course.circumstances, std::time(nullptr)),
          .style = terminal_style(),
          .templates = course.home.root / "templates" / "report",
          .overrides = show.templates,
          .certificate = course.certificate,
          .proof_sources = course.certificate && !course.certificate->sources.empty() ? proof_sources(course.home, course.assignment, course.rubric) : std::map<std::string, std::string>(),
          .misconceptions = course.misconceptions,
          .part = show.part};
}

std::vector<PastScore> past_scores(const Course& course, const std::vector<RunRecord>& records) {
  std::vector<PastScore> past;
  for (const RunRecord& record : records) {
    const Score scored = score(record, course.rubric, course.circumstances);
    Points possible;
    for (const CriterionKind kind : {CriterionKind::required, CriterionKind::optional})
      if (const auto found = scored.possible.find(kind); found != scored.possible.end()) possible += found->second;
    past.push_back({record.started, scored.total, possible});
  }
  return past;
}

int show_records(const Course& course, const std::vector<RunRecord>& records, const ShowOptions& show, const std::string& require,
                 std::vector<PastScore> past) {
  std::vector<Score> scores;
  for (const RunRecord& record : records) scores.push_back(score(record, course.rubric, course.circumstances));
  std::vector<Graded> graded;
  for (std::size_t i = 0; i < records.size(); ++i) graded.push_back(graded_of(course, records[i], scores[i]));
  ReportOptions options = report_options(course, show);
  options.past = std::move(past);
  const auto rendered = [&](Format format) {
    return graded.size() == 1 ? render(graded.front(), course.assignment, course.rubric, format, options)
                              : render_class(graded, course.assignment, course.rubric, format, options);
  };
  if (!graded.empty()) {
    std::cout << (show.json ? rendered(Format::json) : in_charset_of_locale(rendered(Format::terminal))) << std::flush;
    if (!show.html.empty()) write_file(show.html, rendered(Format::html));
    if (!show.markdown.empty()) write_file(show.markdown, rendered(Format::markdown));
  }
  if (!std::all_of(records.begin(), records.end(), is_sound)) return static_cast<int>(ExitStatus::not_graded);
  if (require.empty()) return static_cast<int>(ExitStatus::graded);
  const Requirement wanted = parse_requirement(require);
  const bool all = std::all_of(scores.begin(), scores.end(), [&](const Score& one) { return reaches(one, wanted); });
  return static_cast<int>(all ? ExitStatus::graded : ExitStatus::below_mark);
}

}  // namespace assay
