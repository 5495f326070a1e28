// Intake, the harness's side: copies bytes without looking at them, lets assay-intake look, and believes of its answer only
// what has the shape of one.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "load/intake_answer.hpp"
#include "load/load.hpp"
#include "load/toml_file.hpp"
#include "load/unpack.hpp"
#include "process/process.hpp"

namespace assay {
namespace {

using Texts = std::vector<std::string>;

// Never part of a submission's own work; a virtual environment is full of links besides.
const Texts left_out{".git", ".assay", "__pycache__", ".venv", "venv", "node_modules", "__MACOSX", ".DS_Store",
                     ".pytest_cache", ".ruff_cache", ".mypy_cache"};
const Texts python_programs{"python", "python3", "uvicorn", "gunicorn", "hypercorn", "granian", "daphne",
                            "fastapi", "flask", "alembic", "pytest"};

/// Where the raw copy lies: beside `place`, which a run removes as a whole even after it was killed, if others may pass through there.
fs::path raw_parent(const fs::path& place, const IntakeLimits& limits) {
  const fs::path parent = fs::absolute(place).parent_path();
  const bool passable = (fs::status(parent).permissions() & fs::perms::others_exec) != fs::perms::none;
  return passable ? parent : work_place(limits.bytes);
}

/// The hostile side's place: a directory that belongs to whoever parses, so that dropping rights costs it nothing.
class RawPlace {
 public:
  RawPlace(const fs::path& place, const IntakeLimits& limits, std::optional<Owner> owner)
      : directory_(raw_parent(place, limits), "assay-intake-"), owner_(owner) {
    if (owner_ && ::chown(directory_.path().c_str(), owner_->uid, owner_->gid) != 0)
      throw environment_fault(cat(directory_.path().string(), ": cannot be given to user ", owner_->uid));
  }

  const fs::path& path() const { return directory_.path(); }
  fs::path tree() const { return directory_.path() / "tree"; }

  void make_tree() const {
    fs::create_directory(tree());
    if (owner_ && ::chown(tree().c_str(), owner_->uid, owner_->gid) != 0)
      throw environment_fault(cat(tree().string(), ": cannot be given to user ", owner_->uid));
  }

  /// The submission's files, and of its `.git` what history needs.
  void copy_directory(const fs::path& source, const IntakeLimits& limits) const {
    CopyRules rules{.owner = owner_, .skip = left_out, .bytes = limits.bytes, .files = limits.files, .depth = limits.depth};
    std::error_code unreadable;  // then the copy complains
    for (const auto& entry : fs::directory_iterator(source, unreadable)) {
      // A virtual environment under a name of its own.
      const auto status = fs::symlink_status(entry.path() / "pyvenv.cfg", unreadable);
      if (fs::exists(status)) rules.skip.push_back(entry.path().filename().string());
    }
    copy_tree(source, tree(), rules);

    const fs::path git = source / ".git";
    if (!fs::is_directory(fs::symlink_status(git, unreadable))) return;
    fs::create_directory(tree() / ".git");
    if (owner_ && ::chown((tree() / ".git").c_str(), owner_->uid, owner_->gid) != 0)
      throw environment_fault(cat(tree().string(), ": cannot be given to user ", owner_->uid));
    for (const char* part : {"HEAD", "packed-refs", "shallow", "refs", "objects"}) {
      const CopyRules history{.owner = owner_, .skip = part == std::string("objects") ? Texts{"info"} : Texts{},
                              .bytes = 4 * limits.bytes, .files = 4 * limits.files, .depth = limits.depth};
      const auto kind = fs::symlink_status(git / part, unreadable).type();
      if (kind == fs::file_type::regular || kind == fs::file_type::directory) copy_tree(git / part, tree() / ".git" / part, history);
    }
  }

 private:
  TemporaryDirectory directory_;
  std::optional<Owner> owner_;
};

[[noreturn]] void refuse(const std::string& source, const Refusal& refusal, const IntakeLimits& limits) {
  const std::string entry = quoted(refusal.entry), cause = printable(clipped(refusal.cause, 400));
  const char* const again = "pack the project's folder again, without links, as .zip or .tar.gz";
  const auto say = [&](const std::string& what, const char* hint = "") { throw Fault(cat(source, ": ", what), hint); };
  if (refusal.code == "outside") say(cat("entry ", entry, " leaves the archive"), again);
  if (refusal.code == "link") say(cat("entry ", entry, " is a link, expected files and directories"), again);
  if (refusal.code == "kind") say(cat("entry ", entry, " is neither a file nor a directory"), again);
  if (refusal.code == "name") say(cat("entry ", entry, " has a name that cannot be used"), again);
  if (refusal.code == "twice") say(cat("entry ", entry, " is there twice"), again);
  if (refusal.code == "files") say(cat("more than ", limits.files, " files and directories"), "leave out what is not your work");
  if (refusal.code == "bytes") say(cat("unpacks to more than ", limits.bytes >> 20, " MiB"), "leave out what is not your work");
  if (refusal.code == "depth") say(cat("entry ", entry, " is nested deeper than ", limits.depth, " directories"), again);
  if (refusal.code == "encrypted") say(cat("entry ", entry, " is encrypted"), "pack it without a password");
  if (refusal.code == "toml") throw Fault(cat(source, '/', cause), "submission.toml may hold build and [role.NAME] command");
  say(cat("is no .zip or .tar archive that can be read", cause.empty() ? "" : cat(": ", cause)), again);
  std::abort();
}

Texts known_roles(const Assignment& assignment) {
  Texts roles;
  for (const auto& [name, role] : assignment.roles) roles.push_back(name);
  return roles;
}

Texts own_folders(const Assignment& assignment) {
  std::set<std::string> folders(assignment.static_paths.begin(), assignment.static_paths.end());
  for (const std::string& file : assignment.required_files) folders.insert(fs::path(file).begin()->string());
  return {folders.begin(), folders.end()};
}

Json digests_of_starter(const Assignment& assignment) {
  Json digests = Json::object();
  if (!fs::is_directory(assignment.starter)) return digests;
  for (const auto& entry : fs::recursive_directory_iterator(assignment.starter))
    if (entry.is_regular_file())
      digests[entry.path().lexically_relative(assignment.starter).generic_string()] =
          sha256(replaced(read_file(entry.path()), "\r\n", "\n"));
  return digests;
}

/// What assay-intake says of the raw tree, as JSON of any shape.
Json ask(const Home& home, const Assignment& assignment, const RawPlace& raw, const UniqueFd& archive,
         std::optional<Owner> unprivileged, const IntakeLimits& limits, const std::string& source) {
  const Json task{{"directory", raw.tree().string()},
                  {"archive", static_cast<bool>(archive)},
                  {"limits", {{"bytes", limits.bytes}, {"files", limits.files}, {"depth", limits.depth}}},
                  {"skip", left_out},
                  {"folders", own_folders(assignment)},
                  {"time_zone", assignment.time_zone},
                  {"starter", digests_of_starter(assignment)},
                  {"protected", assignment.protected_files},
                  {"roles", known_roles(assignment)}};
  Spawn spawn;
  const UniqueFd program = open_program(home.parts / "assay-intake");
  spawn.argv = {program_path(program)};
  spawn.environment = {{"LC_ALL", "C.UTF-8"}};
  spawn.run_as = unprivileged;
  spawn.rlimits = {{RLIMIT_CPU, 60}, {RLIMIT_FSIZE, 4 * limits.bytes}, {RLIMIT_NOFILE, 256}, {RLIMIT_CORE, 0}};
#ifndef __SANITIZE_ADDRESS__  // whose shadow memory is no memory
  spawn.rlimits[RLIMIT_AS] = std::uint64_t{1} << 30;
#endif
  if (archive) spawn.descriptors[3] = archive.get();
  const Completed done = run(std::move(spawn), Deadline::in(std::chrono::minutes(2)), 1u << 20, to_text(task));
  const std::string words = trimmed(printable(clipped(done.err, 400)));
  if (done.timed_out) throw Fault(cat(source, ": is not read within 120 s"), "leave out what is not your work");
  if (!done.ok())
    throw Fault(cat(source, ": cannot be read: assay-intake ", describe_status(done.status), words.empty() ? "" : cat(": ", words)));
  Json answer = parse_json(done.out);
  if (!answer.is_object()) throw Fault(cat(source, ": cannot be read: assay-intake gave no answer"));
  return answer;
}

/// Fills in what assay-intake says; returns the folder of the raw tree that is the submission's root: the tree itself or a folder in it.
std::string take_answer(const Json& answer, const Assignment& assignment, Submission& submission, const IntakeLimits& limits) {
  try {
    IntakeAnswer read = intake_answer(answer, known_roles(assignment));
    submission.build = std::move(read.build);
    submission.commands = std::move(read.commands);
    submission.history = std::move(read.history);
    return read.root;
  } catch (const Refusal& refusal) {
    refuse(submission.source.string(), refusal, limits);
  } catch (const Json::exception&) {
    throw Fault(cat(submission.source.string(), ": cannot be read: assay-intake answers in another form"));
  }
}

/// Python unless it starts its roles with something else and holds no Python but the course's.
bool is_python(const Assignment& assignment, const Submission& submission) {
  bool other = !submission.build.empty();
  for (const auto& [role, command] : submission.commands) {
    const std::string program = fs::path(command.front()).filename().string();
    other = other || std::find(python_programs.begin(), python_programs.end(), program) == python_programs.end();
  }
  if (!other) return true;
  const Texts& given = assignment.protected_files;
  const auto files = fs::recursive_directory_iterator(submission.tree);
  return std::any_of(begin(files), end(files), [&](const fs::directory_entry& entry) {
    const std::string name = entry.path().lexically_relative(submission.tree).generic_string();
    return entry.path().extension() == ".py" && std::find(given.begin(), given.end(), name) == given.end();
  });
}

/// The course's own files, whatever was made of them in `tree`; returns those that had changed. One that was left out is no remark: many
/// hand in only their own.
Texts put_back(const Assignment& assignment, const fs::path& tree) {
  Texts restored;
  for (const std::string& name : assignment.protected_files) {
    const fs::path ours = course_file(assignment, name), theirs = tree / name;
    const bool changed = fs::exists(theirs);
    if (fs::is_regular_file(theirs) && read_file(theirs) == read_file(ours)) continue;
    fs::path folder = tree;
    for (const fs::path& part : fs::path(name).parent_path()) {
      folder /= part;
      if (!fs::is_directory(folder)) remove_tree(folder);
    }
    fs::create_directories(folder);
    remove_tree(theirs);
    copy_tree(ours, theirs);
    if (changed) restored.push_back(name);
  }
  return restored;
}

void check_contents(const Assignment& assignment, Submission& submission) {
  const auto files = fs::recursive_directory_iterator(submission.tree);
  if (std::none_of(begin(files), end(files), [](const auto& entry) { return entry.is_regular_file(); }))
    throw Fault(cat(submission.source.string(), ": is empty, there is nothing to grade"),
                cat("hand in the directory that holds the program; `assay start ", assignment.id, "` makes one"));
  if (!submission.commands.empty()) return;  // it says itself how it is started
  for (const std::string& file : assignment.required_files)
    if (!fs::is_regular_file(submission.tree / file)) submission.missing.push_back(file);
}

}  // namespace

std::string submission_name(const fs::path& source) {
  fs::path path = fs::absolute(source).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  std::string name = path.filename().string();
  if (fs::is_directory(source)) return name;
  for (const char* suffix : {".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst", ".tgz", ".txz", ".tbz2", ".tzst", ".tar", ".zip"})
    if (name.ends_with(suffix) && name.size() > std::string(suffix).size())
      return name.substr(0, name.size() - std::string(suffix).size());
  return name;
}

Submission intake(const Home& home, const Assignment& assignment, const fs::path& source, const std::string& name,
                  const fs::path& place, std::optional<Owner> unprivileged, const IntakeLimits& limits) {
  Submission submission;
  submission.name = name;
  submission.source = source;
  submission.tree = place / "tree";
  std::error_code error;
  const fs::file_status status = fs::status(source, error);
  if (!fs::exists(status)) throw Fault(cat(source.string(), ": is not there"), "name a directory or an archive");
  if (!fs::is_directory(status) && !fs::is_regular_file(status))
    throw Fault(cat(source.string(), ": expected a directory or an archive"));

  const RawPlace raw(place, limits, unprivileged);
  UniqueFd archive;
  if (fs::is_directory(status)) {
    raw.copy_directory(source, limits);
  } else {
    if (fs::file_size(source) > limits.archive_bytes)
      throw Fault(cat(source.string(), ": larger than ", limits.archive_bytes >> 20, " MiB"), "leave out what is not your work");
    archive = UniqueFd(::open(source.c_str(), O_RDONLY | O_CLOEXEC));
    if (!archive) throw Fault(cat(source.string(), ": cannot be read: ", std::strerror(errno)));
    raw.make_tree();
  }
  const Json answer = ask(home, assignment, raw, archive, unprivileged, limits, source.string());
  const fs::path root = raw.tree() / take_answer(answer, assignment, submission, limits);

  fs::create_directories(place);
  try {
    copy_tree(root, submission.tree,
              CopyRules{.skip = left_out, .bytes = limits.bytes, .files = limits.files, .depth = limits.depth});
  } catch (const Fault& fault) {
    throw Fault(replaced(fault.what(), root.string(), source.string()), fault.hint(), fault.status());
  }
  submission.restored = put_back(assignment, submission.tree);
  check_contents(assignment, submission);
  submission.python = is_python(assignment, submission);
  submission.digest = tree_digest(submission.tree);
  return submission;
}

BuiltTree take_built(const Assignment& assignment, const fs::path& kept, const fs::path& place, const IntakeLimits& limits) {
  BuiltTree built{.tree = place / "tree", .digest = {}, .restored = {}};
  fs::create_directories(place);
  // The cell has held it to the limits; what it counts differently may not end the run.
  constexpr unsigned deeper_than_any_cell_keeps = 256;
  copy_tree(kept, built.tree, CopyRules{.skip = {}, .bytes = limits.bytes, .files = limits.files + 1, .depth = deeper_than_any_cell_keeps});
  built.restored = put_back(assignment, built.tree);
  built.digest = tree_digest(built.tree);
  return built;
}

}  // namespace assay
