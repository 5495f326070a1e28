// Formats for machines that read results: JUnit XML, Gradescope, Classroom 50, the old GitHub Classroom, annotations in a
// workflow's log. Each is a pure function of a sheet, which holds what the reader may see, in plain words.
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "model/score.hpp"
#include "report/report.hpp"

namespace assay::formats {

/// One criterion.
struct Line {
  std::string id, title, why;
  CriterionKind kind{};
  CriterionState state{};
  Points earned, possible;   ///< penalty: points taken, and none possible

  bool is_penalty() const { return kind == CriterionKind::penalty; }
  /// Whether nothing is missing: all points, or no penalty.
  bool is_full() const { return is_penalty() ? earned == Points{} : state == CriterionState::graded && earned >= possible; }
};

/// One test that the reader may see.
struct TestLine {
  std::string group, name, title;
  Verdict verdict{};
  std::int64_t ms = 0;
  std::string message;       ///< one line; empty where it passed
  std::string details;       ///< what was expected, what came, a hint, how to see it again
  std::string output;        ///< the end of the program's own
};

/// Something to mend, the most useful first; several tests may share it.
struct Finding {
  std::string title, text;
  std::string file;          ///< within the submission, or empty
  int line = 0;
  bool costs = false;        ///< points
};

/// All texts are printable UTF-8 without control characters but tab and newline.
struct Sheet {
  std::string assignment, title, submission;
  std::string verdict;                ///< "12.5 of 25 points · Not passed"
  Points total, possible;             ///< possible: required and optional together; bonus may lift the total above it
  bool passed = false;
  bool sound = true;                  ///< false: our side kept something from being graded, so that no result may be kept
  std::vector<Line> lines;            ///< in the order of reports; without what does not apply
  std::vector<TestLine> tests;        ///< in suite order
  std::vector<Finding> findings;
  std::vector<std::string> hidden;    ///< sentences about hidden tests that failed
  std::string seed, digest, started;
  std::int64_t wall_ms = 0;
};

Sheet sheet_of(const Graded& graded, const Assignment& assignment, const Rubric& rubric, const ReportOptions& options);

/// JUnit XML that keeps to what all readers understand (the schema of Jenkins' xunit plugin).
std::string junit(const Sheet& sheet);

/// results.json of Gradescope: one test per criterion.
Json gradescope(const Sheet& sheet);

/// Whose submission it is, as the runner of Classroom 50 says.
struct Classroom50 {
  std::string classroom, assignment, assignment_type, owner, submission, commit, release, review;
  std::string committed;              ///< "2026-10-01T08:59:30Z": committer date of what was graded
  std::string submitter;              ///< or empty
  std::int64_t submitter_id = 0;      ///< or 0
};

/// classroom50/result/v1: one test per criterion. The format knows whole numbers only, so a point is 100 of them.
Json classroom50(const Sheet& sheet, const Classroom50& whose);

/// What `classroom-resources/autograding-grading-reporter` reads from two runners of one step. It counts points in two ways, by the
/// share of tests that passed and by the sum of their scores. `earned` holds the points that were earned and only tests that passed,
/// `missing` the others, so that both ways come to the same. `well`: the reporter shall not fail the job.
struct Runners {
  Json earned, missing;
};
Runners classroom_runners(const Sheet& sheet, bool well);

/// The two lines that GitHub Classroom and those who replace it read from a log; nothing when the sheet is not sound.
std::vector<std::string> classroom_notices(const Sheet& sheet);

/// At most `most` lines of workflow commands: errors for what costs points, warnings for the rest.
/// `within`: where the submission lies in the repository, "" for its root.
std::vector<std::string> annotations(const Sheet& sheet, std::size_t most, const std::string& within = "");

/// The error that says why nothing was graded.
std::string fault_annotation(const std::string& message, const std::string& hint);

}  // namespace assay::formats
