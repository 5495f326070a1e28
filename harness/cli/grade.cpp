#include <algorithm>
#include <iostream>
#include <set>

#include "base/fault.hpp"
#include "base/text.hpp"
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

void print_trouble(const Run& run) {
  for (const std::string& warning : run.warnings) std::cerr << "assay: " << one_line(warning) << '\n';
  for (const Refused& one : run.refused) {
    std::cerr << "assay: submission " << quoted(one.submission) << ": " << one_line(one.message) << '\n';
    if (!one.hint.empty()) std::cerr << "  hint: " << one_line(one.hint) << '\n';
  }
}

}  // namespace

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

int run_check(const CheckCommand& command) {
  if (!command.require.empty()) parse_requirement(command.require);
  const Home where = home();
  const std::vector<std::string> ids = assignment_ids(where);
  std::string id;
  fs::path directory = ".";
  for (const std::string& word : command.words) {
    const bool is_id = std::find(ids.begin(), ids.end(), word) != ids.end() && id.empty();
    if (is_id) id = word;
    else directory = word;
  }
  if (id.empty()) {
    if (!fs::exists(directory / ".assay"))
      throw Fault(cat(directory.string(), ": nothing says which assignment this is"),
                  "assay check ASSIGNMENT, or work in a directory that `assay start ASSIGNMENT` made");
    id = trimmed(read_file(directory / ".assay", 4096));
  }
  const Course course = open_certified_course(id);
  Run run;
  {
    ProgressBar bar(command.show.json);
    run = grade(course.home, course.assignment, {{.name = submission_name(fs::canonical(directory)), .path = directory}},
                {.seed = command.seed, .slots = command.slots, .only = command.only, .level = Level::local}, bar.callback(), {});
  }
  if (run.interrupted) return static_cast<int>(ExitStatus::interrupted);
  print_trouble(run);
  if (!run.records.front()) return static_cast<int>(ExitStatus::bad_request);
  return show_records(course, {std::move(*run.records.front())}, command.show, command.require);
}

}  // namespace assay
