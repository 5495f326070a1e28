// assay ci: grades the checkout of a CI job and tells its results in the forms that the job's surroundings read.
#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "cli/github.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "report/formats/encode.hpp"
#include "report/formats/formats.hpp"
#include "score/score.hpp"
#include "store/store.hpp"

namespace assay {
namespace {

constexpr std::size_t annotations_shown = 10;   // of one step, GitHub shows that many of a kind

constexpr std::size_t release_characters = 120'000;   // GitHub takes 125,000 as the text of a release

/// What is graded here, and by which rules.
struct Task {
  std::string assignment, require;
  fs::path directory;
  std::string submission;
  std::optional<Language> language;
};

/// What the course's plan says of this repository, where nothing else has said it.
void follow_plan(Task& task, const std::string& file, const Home& where) {
  const CoursePlan plan = load_course_plan(file, assignment_ids(where));
  const CoursePlan::Entry* entry = entry_for(plan, task.submission);
  if (task.assignment.empty() && !entry)
    throw Fault(cat(file, ": no assignment for the repository ", assay::quoted(task.submission)),
                "add a pattern for it to `repositories`, or name the assignment: assay ci ASSIGNMENT");
  if (task.assignment.empty()) task.assignment = entry->assignment;
  if (task.require.empty()) task.require = entry ? entry->require : plan.require;
  if (!task.language) task.language = plan.language;
}

/// What `assay start` has written (.assay/assignment), or a file .assay.
std::string noted_assignment(const fs::path& directory) {
  fs::path note = directory / ".assay";
  if (fs::is_directory(fs::symlink_status(note))) note /= "assignment";
  if (!fs::is_regular_file(fs::symlink_status(note)))
    throw Fault(cat(directory.string(), ": nothing says which assignment this is"),
                "assay ci ASSIGNMENT, or --course FILE, or .assay/assignment with its id, as `assay start` makes it");
  return trimmed(read_file(note, 4096));
}

Task task_of(const CiCommand& command, const GithubJob& job, const Home& where) {
  Task task{.assignment = command.assignment, .require = command.require, .language = command.show.language};
  task.directory = !command.directory.empty() ? fs::path(command.directory) : !job.workspace().empty() ? job.workspace() : fs::path(".");
  if (!fs::is_directory(task.directory))
    throw Fault(cat(task.directory.string(), ": is no directory"), "assay ci works on the checkout of a job: name it with --directory");
  const std::string& repository = job.repository();
  task.submission = repository.empty() ? submission_name(fs::canonical(task.directory)) : repository.substr(repository.rfind('/') + 1);
  const std::string plan = command.course.empty() ? environment_variable("ASSAY_COURSE") : command.course;
  if (!plan.empty()) follow_plan(task, plan, where);
  if (task.assignment.empty()) task.assignment = noted_assignment(task.directory);
  if (!task.require.empty()) parse_requirement(task.require);
  return task;
}

std::string first_of(std::initializer_list<std::string> values) {
  for (const std::string& value : values)
    if (!value.empty()) return value;
  return {};
}

/// Whose submission it is, from the variables that the runner of Classroom 50 sets.
formats::Classroom50 whose(const GithubJob& job, const RunRecord& record) {
  const std::string owner = first_of({environment_variable("OWNER"), environment_variable("USERNAME")});
  formats::Classroom50 who{.classroom = environment_variable("CLASSROOM"), .assignment = environment_variable("ASSIGNMENT"),
                           .assignment_type = first_of({environment_variable("ASSIGNMENT_TYPE"), "individual"}), .owner = owner,
                           .submission = environment_variable("SUBMISSION_TAG"), .commit = environment_variable("COMMIT_URL"),
                           .release = environment_variable("RELEASE_URL"),
                           .review = first_of({environment_variable("REVIEW_URL"), environment_variable("COMMIT_URL")}),
                           .committed = first_of({environment_variable("COMMIT_DATETIME"), job.committed(), record.started}),
                           .submitter = environment_variable("GITHUB_ACTOR"),
                           .submitter_id = std::atoll(environment_variable("GITHUB_ACTOR_ID").c_str())};
  for (const auto& [name, value] : {std::pair{"CLASSROOM", who.classroom}, {"ASSIGNMENT", who.assignment}, {"OWNER", who.owner},
                                    {"SUBMISSION_TAG", who.submission}, {"COMMIT_URL", who.commit}, {"RELEASE_URL", who.release}})
    if (value.empty())
      throw Fault(cat("--classroom50: the variable ", name, " is not set"),
                  "it is the runner of Classroom 50 that sets it; templates/github/classroom50 shows how to be run by it");
  return who;
}

/// What the job is told, beside the report.
struct Results {
  formats::Sheet sheet;
  std::string markdown;
  bool well = false;      ///< graded, and the mark that was asked for is reached
};

/// The directory of a file that the job asks for may not be there yet.
void make_room_for(const fs::path& file) {
  std::error_code trouble;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), trouble);
  if (trouble) throw environment_fault(cat(file.parent_path().string(), ": cannot be made: ", trouble.message()));
}

void write_formats(const CiCommand& command, const GithubJob& job, const RunRecord& record, const Results& results) {
  const auto write = [&](const std::string& file, const std::string& text) {
    if (file.empty()) return;
    make_room_for(file);
    write_file(file, job.redacted(text));
  };
  write(command.show.markdown, results.markdown);
  write(command.junit, formats::junit(results.sheet));
  // Where our side broke there is no result, so that nobody keeps one with points lost that way.
  if (!results.sheet.sound) return;
  if (!command.gradescope.empty()) write(command.gradescope, to_text(formats::gradescope(results.sheet), 1) + '\n');
  if (!command.classroom50.empty())
    write(command.classroom50, to_text(formats::classroom50(results.sheet, whose(job, record)), 1) + '\n');
}

void set_outputs(const GithubJob& job, const Results& results) {
  const formats::Runners runners = formats::classroom_runners(results.sheet, results.well);
  const std::string total = to_string(results.sheet.total), most = to_string(results.sheet.possible);
  std::vector<std::pair<std::string, std::string>> outputs{
      {"status", !results.sheet.sound ? "error" : results.well ? "success" : "failure"},
      {"summary", one_line(cat(results.sheet.title, ": ", results.sheet.verdict))},
      {"earned", formats::base64(to_text(runners.earned))},
      {"missing", formats::base64(to_text(runners.missing))}};
  if (results.sheet.sound)
    outputs.insert(outputs.end(), {{"score", total}, {"max-score", most}, {"Points", cat(total, '/', most)},
                                   {"passed", results.sheet.passed ? "true" : "false"}});
  job.set_outputs(outputs);
}

/// Where the submission lies in the repository; empty for its root, and outside of it.
std::string place_in_repository(const fs::path& directory, const GithubJob& job) {
  if (job.workspace().empty()) return {};
  const std::string place = fs::relative(directory, job.workspace()).generic_string();
  return place == "." || place.starts_with("..") ? "" : place;
}

void tell_job(const GithubJob& job, const Results& results, const fs::path& directory, bool notices) {
  set_outputs(job, results);
  job.add_summary(results.markdown);
  std::vector<std::string> commands;
  if (notices) commands = formats::classroom_notices(results.sheet);
  const std::vector<std::string> shown = formats::annotations(results.sheet, annotations_shown - commands.size(), place_in_repository(directory, job));
  commands.insert(commands.end(), shown.begin(), shown.end());
  job.command(commands);
}

int run_in(const CiCommand& command, const GithubJob& job, const Task& task) {
  Course course = open_certified_course(task.assignment, command.rubric, command.circumstances);
  Run run;
  {
    ProgressBar bar(false);
    run = grade(course.home, course.assignment, {{.name = task.submission, .path = task.directory}},
                {.seed = command.seed, .slots = command.slots, .only = command.only}, bar.callback(), {});
  }
  if (run.interrupted) return static_cast<int>(ExitStatus::interrupted);
  for (const std::string& warning : run.warnings) std::cerr << "assay: " << job.redacted(one_line(warning)) << '\n';
  if (!run.refused.empty())
    throw Fault(cat("submission ", assay::quoted(task.submission), ": ", run.refused.front().message), run.refused.front().hint);

  const RunRecord& record = *run.records.front();
  if (!command.record.empty()) {
    make_room_for(command.record);
    save_record(record, command.record);
  }
  const Score scored = score(record, course.rubric, course.circumstances);
  const Graded graded = graded_of(course, record, scored);
  ShowOptions show = command.show;
  show.language = task.language;
  ReportOptions options = report_options(course, show);
  options.limit = step_summary_limit;
  if (!command.classroom50.empty()) options.limit.characters = release_characters;
  job.print_inert(render(graded, course.assignment, course.rubric, Format::terminal, options));
  Results results{.sheet = formats::sheet_of(graded, course.assignment, course.rubric, options),
                  .markdown = render(graded, course.assignment, course.rubric, Format::markdown, options)};
  results.well = results.sheet.sound && (task.require.empty() || reaches(scored, parse_requirement(task.require)));
  write_formats(command, job, record, results);
  tell_job(job, results, task.directory, !command.no_notices);
  if (!results.sheet.sound) return static_cast<int>(ExitStatus::not_graded);
  return static_cast<int>(results.well ? ExitStatus::graded : ExitStatus::below_mark);
}

}  // namespace

int run_ci(const CiCommand& command) {
  const GithubJob job;
  try {
    return run_in(command, job, task_of(command, job, home()));
  } catch (const Fault& fault) {
    job.command({formats::fault_annotation(fault.what(), fault.hint())});
    job.set_outputs({{"status", "error"}, {"summary", one_line(fault.what())}});
    throw;
  }
}

}  // namespace assay
