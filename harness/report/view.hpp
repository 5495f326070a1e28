// View: everything a report says, in order and in words, but in no format. All renderers work from it alone.
//
// An object for one submission (all keys are always there; "" and [] where there is nothing to say):
//   assignment {id, title}, submission, reader, notices [text]
//   score {total, possible, of, of_points, percent, mark, label, pass, kinds [{key, label, earned, possible, percent,
//          mark_percent, need}], open [text]}          mark: "passed", "failed", "open", "none"
//         of a run of some tests alone: how many passed, for points
//   criteria [{id, title, kind, kind_label, mark, state, state_label, earned, possible, could_earn, why [text],
//          tests [{title, name, verdict, verdict_label, card (number of its failure)}], hidden}]   required ones that miss points first
//          mark: "full", "part", "lost", "open", "none"
//   failures [{number, open (to begin with), title, tests [code], names [tests, unless the one is the title], shared, count (of tests), hidden_with, verdict,
//          verdict_label, cause, reason, expectations [{label, sentence, expected, got, expected_pieces
//          [{text, differs}] and got_pieces: the same as lines of data, [] where it is words}], more, steps [{command, result,
//          sentence}], earlier, answer, output {label, lines, telling} or false, hint, mistake, costs [{title, points}], lesson, again, sequence (report/sequence.hpp),
//          debug}], left_out (number of failed tests), more_failures (the same in words)
//   hidden [text], ungraded [{sentence, tests [code]}], advice [text], restored [code],
//   history [text], about [{label, value}], timings [{group, attempts, wall, program, check}],
//   progress {width, height, line, dots [{x, y, text}], mark, summary, trail (the last points in a line), rows [{time, points}]} or false,
//   prefix (of the ids of this report's parts, where several stand in one page)
// Texts are marked text (report/marked.hpp); command, answer, lines, again and debug are raw printable text.
#pragma once

#include "base/json.hpp"
#include "report/messages.hpp"
#include "report/report.hpp"

namespace assay {

Json view_of(const Graded& graded, const Assignment& assignment, const Rubric& rubric, const ReportOptions& options,
             const Messages& messages);

/// {language, assignment, summary, rows [{number, submission, required, optional, bonus, penalty, total, possible,
///  percent, mark, pass, answer, open [text], open_count}], most_failed [{test, title, titled, count, percent, text}],
///  reports [view_of each]}; rows and reports sorted by name.
Json class_view_of(const std::vector<Graded>& graded, const Assignment& assignment, const Rubric& rubric,
                   const ReportOptions& options, const Messages& messages);

}  // namespace assay
