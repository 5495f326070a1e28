// The command line, read with CLI11: the only file that knows it.
#include <CLI/CLI.hpp>
#include <memory>

#include "base/fault.hpp"
#include "cli/commands.hpp"

namespace assay {
namespace {

constexpr const char* exit_statuses =
    "Exit status:\n"
    "  0    graded\n"
    "  1    graded, below the mark asked for with --require (verify: the proof does not hold; replay: outcomes differ)\n"
    "  2    the request is wrong: usage, assignment, rubric, submission\n"
    "  3    not graded, or not all of it: a service, the machine or the harness was at fault\n"
    "  130  interrupted; records made so far are kept\n";

void add_language(CLI::App* command, std::optional<Language>& language) {
  command->add_option_function<std::string>(
             "--lang", [&language](const std::string& word) {
               language = word == "uk" ? Language::uk : word == "ru" ? Language::ru : Language::en;
             }, "language of feedback: uk, ru or en (default: the locale's)")
      ->check(CLI::IsMember({"uk", "ru", "en"}))
      ->type_name("LANG");
}

void add_templates(CLI::App* command, ShowOptions& show) {
  command->add_option("--templates", show.templates, "directory of templates and texts that go before those of templates/report")
      ->type_name("DIR");
}

void add_show(CLI::App* command, ShowOptions& show) {
  add_language(command, show.language);
  command->add_flag("--json", show.json, "print the facts as JSON");
  command->add_option("--html", show.html, "also write the report as one HTML file")->type_name("FILE");
  command->add_option("--markdown", show.markdown, "also write the report as Markdown")->type_name("FILE");
  command->add_flag("--instructor", show.instructor, "show hidden tests and debug output too");
  add_templates(command, show);
}

void add_run(CLI::App* command, std::vector<std::string>& only, std::string& seed, std::string& require, int& slots) {
  command->add_option("--only", only, "only these tests; * stands for anything (Lists.*); may be given again")->type_name("TEST")->allow_extra_args(false);
  command->add_option("--seed", seed, "seed of the random data, as a report shows it")->type_name("SEED");
  command->add_option("--require", require, "exit with 1 below this: points (12.5), a percentage (80%) or full")->type_name("MARK");
  command->add_option("-j,--slots", slots, "units side by side (default: twice the cores)")->check(CLI::Range(1, 64))->type_name("N");
}

struct Parser {
  CLI::App app{"Grades database and back-end assignments against real services."};
  std::function<int()> chosen;

  template <class Command>
  CLI::App* add(const char* name, const char* help, int (*run)(const Command&), std::shared_ptr<Command> options) {
    CLI::App* command = app.add_subcommand(name, help);
    command->callback([this, run, options] { chosen = [run, options] { return run(*options); }; });
    return command;
  }

  void add_student_commands();
  void add_instructor_commands();
  void add_mark_command();
  void add_ci_commands();
  void add_author_commands();
  void add_operator_commands();
};

void Parser::add_student_commands() {
  auto list = std::make_shared<ListCommand>();
  CLI::App* command = add("list", "show the assignments, or one of them with its tests and criteria", run_list, list);
  command->add_option("assignment", list->assignment, "id of an assignment");
  command->add_flag("--json", list->json, "print the facts as JSON");
  command->add_flag("--mistakes", list->mistakes, "print where the assignments answer the mistakes of the lessons' texts, as Markdown");
  add_language(command, list->show.language);

  auto start = std::make_shared<StartCommand>();
  command = add("start", "make a working directory for an assignment", run_start, start);
  command->add_option("assignment", start->assignment, "id of an assignment")->required();
  command->add_option("directory", start->directory, "where (default: the id)");
  add_language(command, start->language);

  auto check = std::make_shared<CheckCommand>();
  command = add("check", "grade your own work: in the directory that `assay start` made, or `assay check ASSIGNMENT [DIRECTORY]`", run_check, check);
  command->add_option("words", check->words, "[ASSIGNMENT] [DIRECTORY]")->expected(0, 2);
  command->add_flag("-w,--watch", check->watch, "check again whenever a file is saved, what failed first; Ctrl-C ends")->excludes(
      command->add_flag("--open", check->open, "open the report in the browser ($BROWSER)"));
  add_run(command, check->only, check->seed, check->require, check->slots);
  command->get_option("--slots")->description("units side by side (default: twice the cores; four with --watch)");
  add_show(command, check->show);

  auto replay = std::make_shared<ReplayCommand>();
  command = add("replay", "run a record again, with its seed and its tests, and say whether the outcomes are the same ", run_replay, replay);
  command->add_option("record", replay->record, "a record that `check` or `grade` saved")->required()->type_name("RECORD");
  command->add_option("directory", replay->directory, "the program to run (default: the one that the record is of)")->type_name("PATH");
  command->add_option("--test", replay->tests, "only these tests of the record; * stands for anything")->type_name("TEST")->allow_extra_args(false);
  command->add_flag("--reference", replay->reference, "run the course's reference instead")->excludes(command->get_option("directory"));
  command->add_flag("--json", replay->json, "print the facts as JSON");
  add_language(command, replay->language);
}

void Parser::add_instructor_commands() {
  auto grade = std::make_shared<GradeCommand>();
  CLI::App* command = add("grade", "grade submissions: directories, .zip or .tar archives, git checkouts", run_grade, grade);
  command->add_option("assignment", grade->assignment, "id of an assignment")->required();
  command->add_option("submissions", grade->submissions, "what students handed in")->required()->type_name("PATH");
  command->add_option("--circumstances", grade->circumstances, "deadline, extensions, push times, marks (TOML)")->type_name("FILE");
  command->add_option("--rubric", grade->rubric, "another rubric than rubrics/<id>.toml")->type_name("FILE");
  command->add_option("--records", grade->records, "where records are saved (default: assay-records/<id>)")->type_name("DIR");
  command->add_option("--level", grade->level, "isolation asked for: strict (for a gradebook: refuses where submissions are not kept apart), standard or local")
      ->check(CLI::IsMember({"strict", "standard", "local"}))
      ->type_name("LEVEL");
  add_run(command, grade->only, grade->seed, grade->require, grade->slots);
  add_show(command, grade->show);

  auto rescore = std::make_shared<RescoreCommand>();
  command = add("rescore", "score records again, with another rubric or other circumstances; nothing is run", run_rescore, rescore);
  command->add_option("records", rescore->records, "records that `grade` saved")->required()->type_name("RECORD");
  command->add_option("--circumstances", rescore->circumstances, "deadline, extensions, push times, marks (TOML)")->type_name("FILE");
  command->add_option("--rubric", rescore->rubric, "another rubric than rubrics/<id>.toml")->type_name("FILE");
  command->add_option("--require", rescore->require, "exit with 1 below this: points, a percentage or full")->type_name("MARK");
  add_show(command, rescore->show);

  auto report = std::make_shared<ReportCommand>();
  command = add("report", "render records: one as a student's report, several as a class's", run_report, report);
  command->add_option("records", report->records, "records that `grade` saved")->required()->type_name("RECORD");
  command->add_option("--format", report->format, "terminal, json, markdown or html")->check(CLI::IsMember({"terminal", "json", "markdown", "html"}));
  command->add_option("-o,--output", report->output, "file to write (default: standard output)")->type_name("FILE");
  command->add_option("--circumstances", report->circumstances, "deadline, extensions, push times, marks (TOML)")->type_name("FILE");
  command->add_option("--rubric", report->rubric, "another rubric than rubrics/<id>.toml")->type_name("FILE");
  add_language(command, report->show.language);
  command->add_flag("--instructor", report->show.instructor, "show hidden tests and debug output too");
  add_templates(command, report->show);

  auto verify = std::make_shared<VerifyCommand>();
  command = add("verify", "prove an assignment's suite: reference, starter, mutants, alternatives, null solutions", run_verify, verify);
  command->add_option("assignments", verify->assignments, "ids of assignments");
  command->add_flag("--all", verify->all, "every assignment");
  command->add_option("--repeat", verify->repeat, "look for flaky tests: grade references and alternatives N times, with other data and in another order each time")->check(CLI::Range(1, 1000))->type_name("N");
  command->add_option("--only", verify->only, "with --repeat: only these tests; * stands for anything (Lists.*)")->type_name("TEST")->allow_extra_args(false);
  command->add_flag("--certified", verify->certified, "a certificate that there is has to answer for the sources as they are; where it does not, all mutants are tried in spite of --part, and the proof does not hold");
  command->add_flag("--write", verify->write, "keep what holds as the assignment's certificate (certificate.json, certificate.md)");
  command->add_flag("--replay", verify->replay, "also run the record of each mutant that fails a test again, as `assay replay` does: an outcome that differs is a problem of the proof");
  command->add_option("--trial", verify->trials, "only these mutants and programs, beside the reference; * stands for anything")->type_name("ID")->allow_extra_args(false);
  command->add_option("--part", verify->part, "only a part of the mutants: 2/3 is the second third; references once, starter and the others always")->type_name("K/N");
  command->add_option("--rubric", verify->rubric, "another rubric than rubrics/<id>.toml")->type_name("FILE");
  command->add_option("--seed", verify->seed, "seed of the random data")->type_name("SEED");
  command->add_option("-j,--slots", verify->slots, "units side by side (default: twice the cores)")->check(CLI::Range(1, 64))->type_name("N");
  command->add_flag("--json", verify->json, "print the facts as JSON");
}

void Parser::add_mark_command() {
  auto mark = std::make_shared<MarkCommand>();
  CLI::App* command = add("mark", "give a person's points for a criterion, or show what awaits review; nothing is run", run_mark, mark);
  command->add_option("record", mark->target, "a record, a directory of records, or the name of a submission")->required()->type_name("RECORD");
  command->add_option("criterion", mark->criterion, "id of a criterion (default: show what awaits review)");
  command->add_option("points", mark->points, "its points: 2, 1.5");
  command->add_option("--comment", mark->comment, "what the student shall read beside them")->type_name("TEXT");
  command->add_flag("--remove", mark->remove, "take the mark back");
  command->add_flag("--overrule", mark->overrule, "also where tests decide the criterion");
  command->add_option("--file", mark->file, "where marks are kept (default: marks.toml beside the record)")->type_name("FILE");
  command->add_option("--records", mark->records, "where names of submissions are looked up (default: assay-records)")->type_name("DIR");
  command->add_option("--circumstances", mark->circumstances, "deadline, extensions, push times, marks (TOML)")->type_name("FILE");
  command->add_option("--rubric", mark->rubric, "another rubric than rubrics/<id>.toml")->type_name("FILE");
  add_language(command, mark->language);
}

void Parser::add_ci_commands() {
  auto ci = std::make_shared<CiCommand>();
  CLI::App* command = add("ci", "grade the checkout of a CI job: report in the log, step summary, annotations, outputs, result files", run_ci, ci);
  command->add_option("assignment", ci->assignment, "id of an assignment (default: as --course or what `assay start` left in .assay says)");
  command->add_option("-C,--directory", ci->directory, "the checkout (default: $GITHUB_WORKSPACE, else here)")->type_name("DIR");
  command->add_option("--course", ci->course, "which repositories hold which assignment (default: $ASSAY_COURSE)")->type_name("FILE");
  command->add_option("--circumstances", ci->circumstances, "deadline, extensions, push times, marks (TOML)")->type_name("FILE");
  command->add_option("--rubric", ci->rubric, "another rubric than rubrics/<id>.toml")->type_name("FILE");
  command->add_option("--record", ci->record, "also save the record")->type_name("FILE");
  command->add_option("--junit", ci->junit, "also write JUnit XML")->type_name("FILE");
  command->add_option("--gradescope", ci->gradescope, "also write Gradescope's results.json")->type_name("FILE");
  command->add_option("--classroom50", ci->classroom50, "also write result.json of Classroom 50")->type_name("FILE");
  command->add_option("--markdown", ci->show.markdown, "also write the report as Markdown")->type_name("FILE");
  command->add_flag("--no-notices", ci->no_notices, "leave the lines with the points to the reporter of the old GitHub Classroom");
  add_run(command, ci->only, ci->seed, ci->require, ci->slots);
  add_language(command, ci->show.language);
}

void Parser::add_author_commands() {
  auto made = std::make_shared<NewCommand>();
  CLI::App* command = add("new", "make a new assignment that builds and verifies, to start from", run_new, made);
  command->add_option("assignment", made->assignment, "its id: lower-case letters, digits, hyphens")->required();

  auto package = std::make_shared<PackageCommand>();
  command = add("package", "write what students get: the program, public tests, statements; nothing of hidden tests", run_package, package);
  command->add_option("directory", package->directory, "where; it must not be there")->required();
  command->add_option("assignments", package->assignments, "ids of assignments (default: all)");
}

void Parser::add_operator_commands() {
  auto doctor = std::make_shared<DoctorCommand>();
  CLI::App* command = add("doctor", "say what is installed, what protects from submissions, and what is missing", run_doctor, doctor);
  command->add_flag("--json", doctor->json, "print the facts as JSON");

  auto completion = std::make_shared<CompletionCommand>();
  command = add("completion", "print what makes a shell complete commands: source <(assay completion bash)", run_completion, completion);
  command->add_option("shell", completion->shell, "bash")->required()->check(CLI::IsMember({"bash"}));

  CLI::App* record = app.add_subcommand("record", "work with saved records");
  record->require_subcommand(1);
  auto canon = std::make_shared<RecordCommand>();
  command = record->add_subcommand("canon", "print a record without what differs from run to run");
  command->add_option("record", canon->file, "a record that `grade` saved")->required()->type_name("RECORD");
  command->callback([this, canon] { chosen = [canon] { return run_record_canon(*canon); }; });
}

}  // namespace

std::function<int()> parse_command_line(int argc, char** argv) {
  const auto parser = std::make_shared<Parser>();
  parser->app.name("assay");
  parser->app.require_subcommand(1);
  parser->app.set_version_flag("--version", "assay " ASSAY_VERSION);
  parser->app.footer(exit_statuses);
  parser->add_student_commands();
  parser->add_instructor_commands();
  parser->add_mark_command();
  parser->add_ci_commands();
  parser->add_author_commands();
  parser->add_operator_commands();
  try {
    parser->app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const auto used = parser->app.get_subcommands();
    std::cout << (used.empty() ? parser->app.help() : used.front()->help());
    return [] { return 0; };
  } catch (const CLI::CallForVersion& version) {
    std::cout << version.what() << '\n';
    return [] { return 0; };
  } catch (const CLI::ParseError& error) {
    throw Fault(std::string("usage: ") + error.what(), "assay --help shows the commands, assay COMMAND --help the options");
  }
  return parser->chosen;
}

}  // namespace assay
