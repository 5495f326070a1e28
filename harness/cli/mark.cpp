// assay mark: a person's points for a criterion, kept beside the record. Nothing is run.
#include <algorithm>
#include <iostream>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "cli/session.hpp"
#include "score/score.hpp"
#include "store/store.hpp"

namespace assay {
namespace {

bool is_record_file(const fs::path& path) { return path.extension() == ".json" && fs::is_regular_file(path); }

std::vector<fs::path> records_in(const fs::path& directory) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(directory))
    if (is_record_file(entry.path())) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  if (files.empty()) throw Fault(cat(directory.string(), ": holds no records"), "assay grade saves them in assay-records/ASSIGNMENT");
  return files;
}

/// A record, a directory of records, or the name of a submission that has a record below `place`.
std::vector<fs::path> records_of(const std::string& target, const fs::path& place) {
  if (fs::is_regular_file(target)) return {target};
  std::vector<fs::path> found;
  if (fs::is_directory(place))
    for (const auto& entry : fs::directory_iterator(place))
      if (entry.is_directory() && is_record_file(entry.path() / (target + ".json"))) found.push_back(entry.path() / (target + ".json"));
  std::sort(found.begin(), found.end());
  if (found.size() > 1) {
    std::vector<std::string> names;
    for (const fs::path& file : found) names.push_back(file.string());
    throw Fault(cat("submission ", assay::quoted(target), ": has several records: ", join(names, ", ")), "name one of the files");
  }
  if (!found.empty()) return found;
  if (fs::is_directory(target)) return records_in(target);
  throw Fault(cat(assay::quoted(target), ": is no record, and no submission with a record below ", place.string()),
              "assay mark assay-records/ASSIGNMENT/NAME.json CRITERION POINTS");
}

/// Whether only a person can decide the criterion: always, or here, where the suite broke on this submission alone.
bool is_manual(const Criterion& criterion, const CriterionScore& line) {
  return criterion.rule == Rule::manual || !criterion.not_graded.empty() || line.state == CriterionState::awaiting_review;
}

Circumstances circumstances_with(const Course& course, const fs::path& file) {
  Circumstances circumstances = course.circumstances;
  if (fs::exists(file)) overlay(circumstances, load_circumstances(file));
  return circumstances;
}

Score score_with_marks(const RunRecord& record, const Course& course, const fs::path& file) {
  return score(record, course.rubric, circumstances_with(course, file));
}

const CriterionScore& line_of(const Score& score, const std::string& id) {
  return *std::find_if(score.criteria.begin(), score.criteria.end(), [&](const CriterionScore& line) { return line.id == id; });
}

const Criterion& wanted_criterion(const Course& course, const Score& score, const MarkCommand& command) {
  std::vector<std::string> ids;
  for (const Criterion& criterion : course.rubric.criteria) {
    if (criterion.id == command.criterion) {
      if (!is_manual(criterion, line_of(score, criterion.id)) && !command.overrule)
        throw Fault(cat("criterion ", assay::quoted(criterion.id), ": is decided by tests"), "--overrule puts a person's points in place of theirs");
      return criterion;
    }
    ids.push_back(criterion.id);
  }
  const std::string near = closest(command.criterion, ids);
  throw Fault(cat("criterion ", assay::quoted(command.criterion), ": is not in the rubric of ", course.assignment.id),
              near.empty() ? cat("it has: ", join(ids, ", ")) : cat("did you mean ", near, "?"));
}

Points wanted_points(const Criterion& criterion, const std::string& text) {
  const std::optional<Points> points = points_from(text);
  const bool unlimited = criterion.rule == Rule::per_fact && criterion.cap == 0 && criterion.at_least == 0;
  if (!points || (!unlimited && *points > criterion.points))
    throw Fault(cat("points ", assay::quoted(text), ": expected 0 to ", to_string(criterion.points), ", with at most two decimals"));
  return *points;
}

/// What a person has decided, and what waits for one.
void show_one(const Course& course, const RunRecord& record, const fs::path& file, Language language) {
  const Circumstances circumstances = circumstances_with(course, file);
  const auto student = circumstances.students.find(record.submission);
  const Score scored = score(record, course.rubric, circumstances);
  for (const Criterion& criterion : course.rubric.criteria) {
    const CriterionScore& line = line_of(scored, criterion.id);
    const bool marked = student != circumstances.students.end() && student->second.marks.contains(criterion.id);
    if (!marked && !is_manual(criterion, line)) continue;
    std::cout << one_line(record.submission) << "  " << criterion.id << "  "
              << (marked ? cat(to_string(line.earned), " of ", to_string(criterion.points)) : cat("awaits review, 0 to ", to_string(criterion.points)))
              << "  " << one_line(criterion.title.in(language)) << '\n';
    if (!line.comment.empty()) std::cout << "    " << one_line(line.comment) << '\n';
  }
}

int write_mark(const MarkCommand& command, const Course& course, const RunRecord& record, const fs::path& file) {
  const Criterion& criterion = wanted_criterion(course, score(record, course.rubric, course.circumstances), command);
  const Points before = line_of(score_with_marks(record, course, file), criterion.id).earned;
  std::optional<Mark> mark;
  if (!command.remove) mark = Mark{wanted_points(criterion, command.points), printable(command.comment)};
  const std::string text = fs::exists(file) ? read_file(file, 1u << 20) : "";
  write_file(file, with_mark(text, file.string(), record.submission, criterion.id, mark));
  const Score after = score_with_marks(record, course, file);
  std::cout << one_line(record.submission) << ": " << criterion.id << ": " << to_string(line_of(after, criterion.id).earned) << " of "
            << to_string(criterion.points) << " (before: " << to_string(before) << "), in total " << to_string(after.total) << '\n';
  std::cerr << "written: " << file.string() << '\n';
  return 0;
}

}  // namespace

int run_mark(const MarkCommand& command) {
  const std::vector<fs::path> files = records_of(command.target, command.records);
  const bool writes = !command.criterion.empty();
  if (writes && files.size() != 1) throw Fault(cat(command.target, ": holds several records"), "a mark is for one submission: name its record");
  if (writes && command.points.empty() == !command.remove) throw Fault("mark: expected RECORD CRITERION POINTS, or RECORD CRITERION --remove");
  for (const fs::path& path : files) {
    const RunRecord record = load_record(path);
    const Course course = open_course(record.assignment, command.rubric, command.circumstances);
    const fs::path file = command.file.empty() ? marks_beside(path) : fs::path(command.file);
    if (writes) return write_mark(command, course, record, file);
    show_one(course, record, file, command.language.value_or(locale_language()));
  }
  return 0;
}

}  // namespace assay
