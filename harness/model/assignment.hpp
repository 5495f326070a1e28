// What is set: one task of a course, as `assignments/<id>/assignment.toml` and its neighbours say.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/language.hpp"

namespace assay {

enum class ServiceKind { postgres, redis, mongo, rabbit };

/// "postgres": as assignment.toml names it.
const char* word_of(ServiceKind kind);

/// A service as the lesson names it: its default address and the literal user, password and database.
struct ServiceNeed {
  ServiceKind kind{};
  std::string user, password, database;
  int port = 0;           ///< the lesson's default port
  std::string variable;   ///< name of the environment variable with the address, "DATABASE_URL"
  std::string url;        ///< spelling of the address; `{host}` and `{port}` are filled in
};

/// When a role counts as ready: its port accepts, it has ended with status 0, or it consumes from its queue.
enum class Ready { port, exit, consuming };

/// One way to start a role; taken when `if_exists` is empty or names a file of the submission.
struct CommandChoice {
  std::vector<std::string> argv;  ///< `{port}` is the role's port
  std::string if_exists;
};

struct Role {
  std::string name;
  std::vector<CommandChoice> commands;  ///< the first that applies
  std::string cwd = ".";
  Ready ready = Ready::port;
  std::chrono::milliseconds start_limit{20'000};  ///< until ready; for `exit`, until ended
  std::map<std::string, std::string> environment; ///< beside the common variables
  int default_port = 0;                           ///< the lesson's port, shown to students (8000)
};

/// Whether a test group starts on the database that `migrate` built, or on an empty one.
enum class Start { prepared, empty };

/// What runs the group: the assignment's suite, or the harness's own checks (static, own tests, prepare).
enum class Evidence { suite, checks };

struct Group {
  std::string name;
  Evidence evidence = Evidence::suite;
  Start start = Start::prepared;
  bool waits = false;              ///< mostly waiting: takes a quarter of a core
  bool computes = false;           ///< takes a whole core
  std::vector<std::string> roles;  ///< roles that every test of the group needs running: one that cannot start fails them all
  std::chrono::milliseconds limit{120'000};  ///< sum of its tests' deadlines; the watchdog adds grace
  std::vector<std::string> tests;  ///< "Group.Test", as the program lists them
};

/// Limits of one unit, all roles together; a limit that is hit is named in the outcome.
struct Limits {
  std::chrono::milliseconds test{10'000};
  std::chrono::milliseconds stop{5'000};
  std::uint64_t memory_bytes = 768u << 20;
  unsigned processes = 256;
  std::uint64_t file_bytes = 128u << 20;   ///< of a single file
  std::uint64_t disk_bytes = 256u << 20;   ///< of all that it writes, also in memory files; beside its own copy
  unsigned disk_inodes = 20'000;
  unsigned open_files = 1024;
  unsigned cpu_seconds = 60;
  std::uint64_t output_kept_head = 64u << 10;  ///< bytes of each role's output that are kept from its start
  std::uint64_t output_kept_tail = 64u << 10;
  std::uint64_t output_killed_at = 256u << 20; ///< a role that has written more is killed
};

/// Of building: a compiler takes more than the program that it makes, and `test` is for all of it.
inline Limits limits_of_builds() {
  Limits limits;
  limits.test = std::chrono::minutes(5);
  limits.memory_bytes = 2048u << 20;
  limits.disk_bytes = 512u << 20;
  limits.cpu_seconds = 300;
  return limits;
}

struct TestText {
  LocalText title, hint;
  bool hidden = false;                ///< students do not see the test before the deadline
  std::vector<std::string> contract;  ///< sentences of the statement that the test checks, by the names of their anchors
};

/// One way to break a student's program, to see whether the student's own tests notice. The kinds are those of
/// harness/check/mutators/alter.py.
struct AlterationRule {
  std::string kind;                  ///< "delete", "filter"
  std::string field;                 ///< what the kind is about, where it needs to know: "price"
  std::vector<std::string> seen_by;  ///< tests of the suite that see it: one that none of them sees counts for nothing
};

/// How a Python program has to be written; harness/check/style/style.py knows what each rule means and where it does not apply.
struct StyleRules {
  std::vector<std::string> documented, printable;            ///< classes
  bool annotated = false, two_sided = false;
  std::map<std::string, std::vector<std::string>> exported;  ///< names by module
  std::vector<std::string> files;                            ///< "a|b": one of them
  std::map<std::string, std::string> mentions;               ///< word by file
  std::vector<std::string> ignored;                          ///< files that git must not keep

  bool any() const {
    return annotated || two_sided || !documented.empty() || !printable.empty() || !exported.empty() || !files.empty() ||
           !mentions.empty() || !ignored.empty();
  }
};

/// "OwnTests.NoticeDelete" for "delete".
std::string notice_test(const std::string& kind);

struct Assignment {
  std::string id;
  std::filesystem::path directory;
  LocalText title;
  std::vector<ServiceNeed> services;
  std::map<std::string, Role> roles;
  std::vector<Group> groups;             ///< what comes before the tests, the suite's groups in its order, the harness's own checks
  Limits limits;
  Limits build_limits = limits_of_builds();
  std::string time_zone = "UTC";         ///< IANA name; days of activity are counted in it
  std::vector<std::string> required_files;  ///< without these it is not a submission of this assignment
  std::vector<std::string> protected_files; ///< the course's files, put back before grading; see course_file()
  std::vector<std::string> static_paths;    ///< directories that the static checks read
  StyleRules style;
  std::vector<std::string> own_test_names;  ///< words that the names of the student's own tests must hold
  std::vector<std::string> altered_paths;   ///< directories of the program that is altered
  std::vector<AlterationRule> alterations;  ///< of several of one kind the first that has a place is taken
  std::filesystem::path starter;            ///< templates/starter/<id>
  std::filesystem::path common;             ///< templates/common: files that several assignments share
  std::map<std::string, TestText> texts;    ///< by "Group.Test"
  std::string suite_digest;                 ///< of sources: suite, testkit, cell, assignment.toml; not of the harness's unit tests
};

/// Where the course keeps a protected file: with the starter, or once for all assignments that name it.
inline std::filesystem::path course_file(const Assignment& assignment, const std::string& name) {
  const std::filesystem::path own = assignment.starter / name;
  return std::filesystem::is_regular_file(own) ? own : assignment.common / name;
}

}  // namespace assay
