// The commands: what each may be asked (options.cpp reads it from the command line) and what runs it (one file a command). The only place
// that prints and decides the exit status.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/language.hpp"

namespace assay {

/// What every command that shows feedback understands.
struct ShowOptions {
  std::optional<Language> language;  ///< default: of the locale
  bool json = false;
  std::string html, markdown;        ///< files to write beside what is printed
  bool instructor = false;
  std::string templates;             ///< directory of an instructor's own templates and texts
  bool part = false;                 ///< some tests alone: what these say, and no points
};

struct ListCommand { std::string assignment; bool json = false, mistakes = false; ShowOptions show; };
struct StartCommand { std::string assignment, directory; std::optional<Language> language; };
struct GradeCommand {
  std::string assignment;
  std::vector<std::string> submissions;
  std::string circumstances, rubric, records, seed, require;
  std::vector<std::string> only;
  std::string level = "standard";
  int slots = 0;
  ShowOptions show;
};
struct CheckCommand {
  std::vector<std::string> words;    ///< [ASSIGNMENT] [DIRECTORY]
  std::string seed, require;
  std::vector<std::string> only;
  int slots = 0;
  bool watch = false, open = false;
  ShowOptions show;
};
struct CiCommand {
  std::string assignment, directory, course, circumstances, rubric, seed, require;
  std::string record, junit, gradescope, classroom50;   ///< files to write
  std::vector<std::string> only;
  int slots = 0;
  bool no_notices = false;
  ShowOptions show;
};
struct ReplayCommand {
  std::string record, directory;     ///< directory: what is run; empty: what the record is of
  std::vector<std::string> tests;
  bool reference = false, json = false;
  std::optional<Language> language;
};
struct CompletionCommand { std::string shell; };
struct RescoreCommand {
  std::vector<std::string> records;
  std::string circumstances, rubric, require;
  ShowOptions show;
};
struct ReportCommand {
  std::vector<std::string> records;
  std::string format = "terminal", output, circumstances, rubric;
  ShowOptions show;
};
struct MarkCommand {
  std::string target, criterion, points, comment;   ///< a record, a directory of them or the name of a submission
  std::string records = "assay-records", file, rubric, circumstances;
  bool remove = false, overrule = false;
  std::optional<Language> language;
};
struct VerifyCommand {
  std::vector<std::string> assignments;
  bool all = false, json = false, write = false, certified = false;
  bool replay = false;
  int repeat = 0;                    ///< times that right programs are graded, in place of a proof
  std::vector<std::string> trials, only;
  std::string seed, rubric, part;
  int slots = 0;
};
struct PackageCommand { std::string directory; std::vector<std::string> assignments; };
struct NewCommand { std::string assignment; };
struct DoctorCommand { bool json = false; };
struct RecordCommand { std::string file; };

int run_list(const ListCommand&);
int run_start(const StartCommand&);
int run_grade(const GradeCommand&);
int run_check(const CheckCommand&);
int run_ci(const CiCommand&);
int run_replay(const ReplayCommand&);
int run_completion(const CompletionCommand&);
int run_rescore(const RescoreCommand&);
int run_report(const ReportCommand&);
int run_mark(const MarkCommand&);
int run_verify(const VerifyCommand&);
int run_new(const NewCommand&);
int run_package(const PackageCommand&);
int run_doctor(const DoctorCommand&);
int run_record_canon(const RecordCommand&);

/// Reads the command line. The result runs the command and gives the exit status; for --help, --version and a wrong request it has
/// been said already what there is to say.
std::function<int()> parse_command_line(int argc, char** argv);

}  // namespace assay
