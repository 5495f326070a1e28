#include "cli/check.hpp"

#include <algorithm>
#include <iostream>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "cli/browser.hpp"
#include "cli/charset.hpp"
#include "load/package.hpp"
#include "report/marked.hpp"
#include "report/messages.hpp"
#include "report/terminal_page.hpp"
#include "score/score.hpp"

namespace assay {
namespace {

/// Where the HTML report goes: into the working directory, or where people keep such things.
fs::path report_file(const Work& work) {
  if (work.kept) return work.kept->report();
  const fs::path place = cache_place() / "reports";
  fs::create_directories(place);
  return place / (submission_name(fs::canonical(work.directory)) + ".html");
}

void open_report(const fs::path& file, const Messages& messages, std::ostream& out) {
  const bool opened = open_in_browser(fs::absolute(file));
  TerminalPage page(terminal_style());
  page.line();
  page.paragraph("", messages.fill(opened ? "check.opened" : "check.open", {{"file", as_code(file.string(), 4096)}}));
  out << in_charset_of_locale(std::move(page).text()) << std::flush;
}

/// The course as students have it: hidden tests are neither run nor counted, wherever the check is made.
Course as_students_have_it(Course course) {
  course.home.public_tests = has_hidden(course.assignment);
  course.rubric = public_rubric(std::move(course.rubric), course.assignment);
  course.assignment = public_assignment(std::move(course.assignment));
  return course;
}

bool is_whole(const RunRecord& record) {
  return record.complete && record.outcomes.size() >= record.tests.size();
}

}  // namespace

SubmissionSource Work::source() const { return {.name = submission_name(fs::canonical(directory)), .path = directory}; }

Work find_work(const std::vector<std::string>& words) {
  const std::vector<std::string> ids = assignment_ids(home());
  Work work;
  std::optional<fs::path> named;
  for (const std::string& word : words) {
    const bool is_id = work.assignment.empty() && std::find(ids.begin(), ids.end(), word) != ids.end();
    if (is_id) work.assignment = word;
    else named = word;
  }
  work.directory = named.value_or(".");
  if (!fs::is_directory(work.directory))
    throw Fault(cat(work.directory.string(), ": is no directory"), "assay check [ASSIGNMENT] [DIRECTORY]; `assay list` shows the assignments");
  const auto made = find_working_directory(work.directory);
  if (made && (work.assignment.empty() || work.assignment == made->assignment)) {
    work.assignment = made->assignment;
    work.directory = made->root;
    work.kept = made;
  }
  if (work.assignment.empty())
    throw Fault(cat(work.directory.string(), ": nothing says which assignment this is"),
                "assay check ASSIGNMENT, or work in a directory that `assay start ASSIGNMENT` made");
  return work;
}

ProgressBar::Title titles_of(const Course& course, Language language) {
  return [&course, language](const std::string& test) {
    const auto text = course.assignment.texts.find(test);
    const std::string title = text == course.assignment.texts.end() ? "" : text->second.title.in(language);
    return title.empty() ? test : replaced(title, "`", "");
  };
}

int run_check(const CheckCommand& given) {
  CheckCommand command = given;
  if (!command.require.empty()) parse_requirement(command.require);
  const Work work = find_work(command.words);
  const Course course = as_students_have_it(open_certified_course(work.assignment));
  const Language language = command.show.language.value_or(locale_language());
  command.show.part = !command.only.empty();
  if (command.watch) {
    if (command.show.json || !command.show.html.empty() || !command.show.markdown.empty() || !command.require.empty())
      throw Fault("check --watch: shows what it finds and ends with Ctrl-C: --json, --html, --markdown and --require are for one check",
                  "leave them out, or leave out --watch");
    return watch(course, work, command);
  }
  Run run;
  {
    ProgressBar bar(command.show.json, titles_of(course, language));
    run = grade(course.home, course.assignment, {work.source()},
                {.seed = command.seed, .slots = command.slots, .only = command.only, .level = Level::local}, bar.callback(), {});
  }
  if (run.interrupted) return static_cast<int>(ExitStatus::interrupted);
  print_trouble(run);
  if (!run.records.front()) return static_cast<int>(ExitStatus::bad_request);
  RunRecord record = std::move(*run.records.front());
  if (command.open && command.show.html.empty()) command.show.html = report_file(work).string();
  std::vector<PastScore> past;
  if (work.kept && is_whole(record)) {
    past = past_scores(course, kept_checks(*work.kept));
    keep_check(*work.kept, record);
  }
  const std::string page = command.show.html;
  const int status = show_records(course, {std::move(record)}, command.show, command.require, std::move(past));
  if (command.open) open_report(page, Messages(course.home.root / "templates" / "report", language), command.show.json ? std::cerr : std::cout);
  return status;
}

}  // namespace assay
