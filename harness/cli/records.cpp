// Commands that read saved records and run nothing: rescore, report, record canon.
#include <iostream>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "cli/charset.hpp"
#include "cli/session.hpp"
#include "score/score.hpp"
#include "store/store.hpp"

namespace assay {
namespace {

std::vector<RunRecord> load_records(const std::vector<std::string>& files) {
  std::vector<RunRecord> records;
  for (const std::string& file : files) {
    records.push_back(load_record(file));
    if (records.back().assignment != records.front().assignment)
      throw Fault(cat(file, ": expected a record of '", records.front().assignment, "', got one of '", records.back().assignment, "'"));
  }
  return records;
}

}  // namespace

int run_rescore(const RescoreCommand& command) {
  const std::vector<RunRecord> records = load_records(command.records);
  Course course = open_certified_course(records.front().assignment, command.rubric, command.circumstances);
  add_marks(course, command.records);
  return show_records(course, records, command.show, command.require);
}

int run_report(const ReportCommand& command) {
  const std::vector<RunRecord> records = load_records(command.records);
  Course course = open_certified_course(records.front().assignment, command.rubric, command.circumstances);
  add_marks(course, command.records);
  std::vector<Score> scores;
  for (const RunRecord& record : records) scores.push_back(score(record, course.rubric, course.circumstances));
  std::vector<Graded> graded;
  for (std::size_t i = 0; i < records.size(); ++i) graded.push_back(graded_of(course, records[i], scores[i]));
  const Format format = command.format == "html"       ? Format::html
                        : command.format == "markdown" ? Format::markdown
                        : command.format == "json"     ? Format::json
                                                       : Format::terminal;
  const ReportOptions options = report_options(course, command.show);
  const std::string text = graded.size() == 1 ? render(graded.front(), course.assignment, course.rubric, format, options)
                                              : render_class(graded, course.assignment, course.rubric, format, options);
  if (command.output.empty()) std::cout << (format == Format::terminal ? in_charset_of_locale(text) : text) << std::flush;
  else write_file(command.output, text);
  return 0;
}

int run_record_canon(const RecordCommand& command) {
  std::cout << to_text(canonical(to_json(load_record(command.file))), 1) << '\n';
  return 0;
}

}  // namespace assay
