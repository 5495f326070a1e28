// Report: what people read, made from values alone. Every byte that came from a submission is encoded for its destination
// (terminal, Markdown, HTML, JSON) here and nowhere else.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/assignment.hpp"
#include "model/certificate.hpp"
#include "model/circumstances.hpp"
#include "model/record.hpp"
#include "model/rubric.hpp"
#include "model/score.hpp"

namespace assay {

enum class Format { terminal, json, markdown, html };

struct TerminalStyle {
  int columns = 80;
  bool colour = false;
};

/// The most that a Markdown report may hold; 0 is no limit.
struct MarkdownLimit {
  std::size_t bytes = 0;
  std::size_t characters = 0;       ///< as GitHub counts them: units of UTF-16
};
inline constexpr MarkdownLimit step_summary_limit{.bytes = 1u << 20};
inline constexpr MarkdownLimit comment_limit{.characters = 65'535};

/// One graded submission, as the renderers need it. Everything is borrowed for the call.
struct Graded {
  const RunRecord& record;
  const Score& score;
  std::string likely_mutant = {};   ///< id of the mutant whose failures these look like, or empty
  std::map<std::string, std::string> mistakes = {};   ///< by failed test: the mutant that explains it, see score/nearest.hpp
  std::string digest = {};          ///< SHA-256 of the record's file, for instructors
};

/// An earlier check of the same work, for the points over time.
struct PastScore {
  std::string time;                 ///< RFC 3339
  Points total, possible;
};

/// Who will read it: a student sees nothing of hidden tests but their number.
enum class Reader { student, instructor };

struct ReportOptions {
  Language language = Language::en;
  Reader reader = Reader::student;
  bool reveal_hidden = false;       ///< the deadline is over for everybody: students see hidden tests too
  TerminalStyle style;
  std::filesystem::path templates;  ///< directory of templates/report
  std::filesystem::path overrides = {};  ///< an instructor's templates and texts: each file there goes before ours; or empty
  std::optional<Certificate> certificate;             ///< of the assignment
  std::map<std::string, std::string> proof_sources;   ///< today's, to compare with the certificate's
  std::map<std::string, LocalText> misconceptions;    ///< by mutant
  std::vector<PastScore> past;                        ///< oldest first, without this one
  MarkdownLimit limit;                                ///< what does not fit is left out, the least useful first
  bool part = false;                                  ///< some tests were asked for alone: what these say, in place of points
};

/// Throws Fault when a template or message catalogue cannot be read or lacks a message, and when a student's report would hold what
/// belongs to a hidden test.
std::string render(const Graded& graded, const Assignment& assignment, const Rubric& rubric,
                   Format format, const ReportOptions& options);

/// What is shown of a check that is one of many: the first failure, the titles of the others, and the score.
struct Brief {
  std::vector<std::string> failed;   ///< tests that the reader may see, the most useful first
  std::string first;                 ///< the failure to look at, for the terminal; empty: nothing failed
  std::string others;                ///< a line for each other failure
  std::string score;                 ///< a line
};

Brief brief_of(const Graded& graded, const Assignment& assignment, const Rubric& rubric, const ReportOptions& options);

/// A class: a table of submissions (points by kind, passed, what is open), each followed by its own report, except on the
/// terminal, where the table is all; HTML is one self-contained file.
std::string render_class(const std::vector<Graded>& graded, const Assignment& assignment,
                         const Rubric& rubric, Format format, const ReportOptions& options);

}  // namespace assay
