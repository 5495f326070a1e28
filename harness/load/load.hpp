// Load: everything that people wrote (assignment, rubric, circumstances, submission) becomes valid model values here,
// or a Fault with file, line and column. Nobody downstream asks again.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "model/assignment.hpp"
#include "model/certificate.hpp"
#include "model/circumstances.hpp"
#include "model/course_plan.hpp"
#include "model/mutant.hpp"
#include "model/rubric.hpp"
#include "model/task_text.hpp"
#include "model/submission.hpp"

namespace assay {

/// Where the course's files and the program's own parts lie.
struct Home {
  fs::path root;   ///< holds assignments/, rubrics/, reference/, templates/
  fs::path parts;  ///< holds assay-cell, assay-intake, assay-checks and suites/<id>
  bool public_tests = false;   ///< suites/<id>-public take the place of suites/<id>

  fs::path suite(const std::string& assignment) const { return parts / "suites" / (assignment + (public_tests ? "-public" : "")); }
  fs::path checks() const { return parts / "assay-checks"; }
};

/// Root: $ASSAY_HOME, else the installed data directory beside the program (../share/assay), else `source_tree`, which it was
/// built from. Parts: the program's own directory, else ../lib/assay. Throws Fault when either is not there.
Home find_home(const fs::path& source_tree = {});

/// Ids of all assignments, sorted.
std::vector<std::string> assignment_ids(const Home& home);

/// Reads assignments/<id>/assignment.toml, feedback.toml and feedback.hidden.toml, and asks the suite's program which tests exist.
/// Throws Fault for an unknown id (with the closest), malformed or incomplete files, an unknown service, a text for
/// a test that does not exist, a test without a group.
Assignment load_assignment(const Home& home, const std::string& id);

/// Tests that lack a title or a hint in some language, in suite order; `assay verify` wants none.
std::vector<std::string> missing_texts(const Assignment& assignment);

/// Reads rubrics/<id>.toml. Throws Fault when points do not add up to the stated totals, a pattern matches no test, a test is
/// neither used nor listed as uncounted, `needs` names an unknown criterion or goes in a circle, or a title or hint
/// lacks a language.
Rubric load_rubric(const Home& home, const Assignment& assignment);
Rubric load_rubric_file(const fs::path& file, const Assignment& assignment);

/// Reads the anchors of README.{uk,ru,en}.md. Throws Fault for a statement that is not there and a comment that is no anchor.
TaskTexts load_task_texts(const Assignment& assignment);

/// The statement as a student gets it: without anchors.
std::string statement_for_students(const Assignment& assignment, Language language);

/// Reads assignments/<id>/mistakes.toml; none when there is no such file. Throws Fault for an unknown test, a hint that is not there,
/// a mistake that is answered nowhere or stands twice.
std::vector<Mistake> load_mistakes(const Assignment& assignment);

/// Reads assignments/<id>/mutants/mutants.toml. Throws Fault for an unknown criterion, a missing patch, a patch that is not listed.
std::vector<Mutant> load_mutants(const Assignment& assignment, const Rubric& rubric);

/// Reads assignments/<id>/certificate.json; nothing when there is none. Throws Fault when it is damaged.
std::optional<Certificate> load_certificate(const Assignment& assignment);

/// Digests of what a certificate answers for, by part: suite, rubric, texts, reference, mutants, programs (starter, alternatives and
/// null solutions).
std::map<std::string, std::string> proof_sources(const Home& home, const Assignment& assignment, const Rubric& rubric);

/// Reads a circumstances.toml: deadline, and per submission deadline, pushed, marks. Times need an offset.
Circumstances load_circumstances(const fs::path& file);

/// What is in `above` stands, the rest of `below` stays.
void overlay(Circumstances& below, const Circumstances& above);

/// marks.toml in the record's directory: circumstances too, which `assay mark` writes and every score of the record heeds.
fs::path marks_beside(const fs::path& record);

/// The text of a circumstances file with one mark set, or removed where there is none given; all else of the text stays as it is, comments
/// too. Throws Fault when the text is not TOML, or has marks in a form that cannot be changed so.
std::string with_mark(const std::string& text, const std::string& shown, const std::string& submission, const std::string& criterion,
                      const std::optional<Mark>& mark);

/// Reads a course's plan for CI; `known` are the ids of all assignments. Throws Fault for one that is not among them.
CoursePlan load_course_plan(const fs::path& file, const std::vector<std::string>& known);

/// The first entry with a pattern for "owner/name"; nothing when there is none.
const CoursePlan::Entry* entry_for(const CoursePlan& plan, const std::string& repository);

/// The name of a submission: of its directory, or of its archive without the suffix.
std::string submission_name(const fs::path& source);

struct IntakeLimits {
  std::uint64_t bytes = 256u << 20;  ///< of the unpacked tree
  unsigned files = 20'000;
  unsigned depth = 32;
  std::uint64_t archive_bytes = 256u << 20;
};

/// Reads a submission (directory, .zip or .tar[.gz|.xz|.bz2|.zst] archive; a `.git` at its own root gives the history) into
/// `place`/tree. Archives, git history and submission.toml are parsed by assay-intake, a child that has dropped to `unprivileged`
/// (when root) with rlimits; only its bounded JSON is read here. The course's protected files are put back, the digest taken.
/// Throws Fault: missing, empty or unreadable, `../` or links in it, a bomb, a bad submission.toml. Lacking `required_files` are listed in
/// the submission, since it may still earn something. `.git`, virtual environments and caches do not reach the tree.
Submission intake(const Home& home, const Assignment& assignment, const fs::path& source,
                  const std::string& name, const fs::path& place,
                  std::optional<Owner> unprivileged, const IntakeLimits& limits = {});

struct BuiltTree {
  fs::path tree;
  std::string digest;
  std::vector<std::string> restored;   ///< course files that the build had changed, put back
};

/// Takes what a build left, a directory without links, to `place`/tree, with the course's files as they are. Throws environment_fault
/// where it cannot be copied.
BuiltTree take_built(const Assignment& assignment, const fs::path& kept, const fs::path& place, const IntakeLimits& limits);

}  // namespace assay
