#include <algorithm>
#include <iostream>
#include <set>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "process/process.hpp"
#include "score/score.hpp"
#include "store/store.hpp"

namespace assay {
namespace {

/// The sources with names of their own: two directories of one name get their parent's too.
std::vector<SubmissionSource> sources_of(const std::vector<std::string>& paths) {
  std::vector<SubmissionSource> sources;
  std::set<std::string> names;
  for (const std::string& path : paths) {
    std::string name = submission_name(path);
    if (names.contains(name)) name = fs::absolute(path).lexically_normal().parent_path().filename().string() + "-" + name;
    for (int i = 2; names.contains(name); ++i) name = cat(submission_name(path), "-", i);
    names.insert(name);
    sources.push_back({.name = name, .path = path});
  }
  return sources;
}

}  // namespace

void print_trouble(const Run& run) {
  for (const std::string& warning : run.warnings) std::cerr << "assay: " << one_line(warning) << '\n';
  for (const Refused& one : run.refused) {
    std::cerr << "assay: submission " << quoted(one.submission) << ": " << one_line(one.message) << '\n';
    if (!one.hint.empty()) std::cerr << "  hint: " << one_line(one.hint) << '\n';
  }
}

int run_grade(const GradeCommand& command) {
  if (!command.require.empty()) parse_requirement(command.require);
  Course course = open_certified_course(command.assignment, command.rubric, command.circumstances);
  const fs::path place = command.records.empty() ? fs::path("assay-records") / course.assignment.id : fs::path(command.records);
  fs::create_directories(place);
  add_marks(course, {(place / "record.json").string()});
  const auto save = [&](const RunRecord& record) { save_record(record, place / (record.submission + ".json")); };

  Run run;
  {
    ProgressBar bar(command.show.json);
    run = grade(course.home, course.assignment, sources_of(command.submissions),
                {.seed = command.seed, .slots = command.slots, .only = command.only, .level = *level_from(command.level)}, bar.callback(), save);
  }
  std::vector<RunRecord> records;
  for (auto& record : run.records)
    if (record && (record->complete || !run.interrupted)) records.push_back(std::move(*record));
  const int status = show_records(course, records, command.show, command.require);
  print_trouble(run);
  if (run.interrupted) {
    std::cerr << "assay: interrupted: " << records.size() << " of " << run.records.size() << " records are saved in " << place.string() << '\n';
    return static_cast<int>(ExitStatus::interrupted);
  }
  if (!command.show.json) std::cerr << "records: " << place.string() << '\n';
  return run.refused.empty() ? status : static_cast<int>(ExitStatus::bad_request);
}

}  // namespace assay
