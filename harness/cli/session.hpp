// What the commands share: the assignment with its rubric, the terminal, progress, and what follows a run.
#pragma once

#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "grade.hpp"
#include "load/load.hpp"
#include "model/circumstances.hpp"
#include "model/score.hpp"
#include "report/report.hpp"

namespace assay {

Home home();

/// An assignment with its rubric and the circumstances of the students.
struct Course {
  Home home;
  Assignment assignment;
  Rubric rubric;
  Circumstances circumstances;
  std::optional<Certificate> certificate;
  std::map<std::string, LocalText> misconceptions;   ///< by mutant; for reports
};

/// `rubric` and `circumstances` name files, or are empty.
Course open_course(const std::string& assignment, const std::string& rubric = {}, const std::string& circumstances = {});

/// The same with the certificate of its suite, for reports.
Course open_certified_course(const std::string& assignment, const std::string& rubric = {}, const std::string& circumstances = {});

/// Takes in the marks that lie beside these records; what is said there stands above the circumstances that were named.
void add_marks(Course& course, const std::vector<std::string>& records);

/// The known mistake that the record's failures look like, or empty.
std::string likely_mutant(const Course& course, const RunRecord& record);

/// What reports are made from; it borrows record and score.
Graded graded_of(const Course& course, const RunRecord& record, const Score& score);

/// Whether nobody can hand in any more: hidden tests are shown from then on. Without a deadline they stay hidden.
bool deadline_is_over(const Circumstances& circumstances, std::int64_t now);

/// The language of LC_ALL, LC_MESSAGES or LANG; English where that is none of ours.
Language locale_language();

/// How standard output shows things: width, and colour unless NO_COLOR is set or it is no terminal.
TerminalStyle terminal_style();

ReportOptions report_options(const Course& course, const ShowOptions& show);

/// Says on standard error what was refused and what is missing.
void print_trouble(const Run& run);

/// Prints the report of `records` (one: a student's, several: a class's), writes the files that `show` names, and gives the exit
/// status: 3 when something could not be graded, 1 when a score is below `require`, else 0. `past`: earlier checks of the same work.
int show_records(const Course& course, const std::vector<RunRecord>& records, const ShowOptions& show, const std::string& require,
                 std::vector<PastScore> past = {});

/// What earlier checks were worth, by today's rubric.
std::vector<PastScore> past_scores(const Course& course, const std::vector<RunRecord>& records);

}  // namespace assay
