#include "workshop.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/digest.hpp"
#include "base/fault.hpp"
#include "base/text.hpp"
#include "process/process.hpp"
#include "statement.hpp"

namespace assay {
namespace {

constexpr std::uint64_t bytes_per_slot = 128u << 20;
constexpr std::string_view run_prefix = "assay-run-";

/// Removes run directories whose harness is gone: nobody holds their lock any more.
void remove_stale_runs(const fs::path& place) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(place, ignored)) {
    if (!entry.path().filename().string().starts_with(run_prefix)) continue;
    struct stat facts {};
    if (::lstat(entry.path().c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode) || facts.st_uid != ::geteuid()) continue;
    const UniqueFd lock(::open((entry.path() / "lock").c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (lock && ::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) remove_tree(entry.path());
  }
}

}  // namespace

/// The tier that the machine grants, as assay-cell finds by trying, or the weaker one that is asked for. Only root can leave
/// its own tiers for an ordinary user's.
char cell_tier_to_use(const Home& home) {
  const Completed found = run({.argv = {(home.parts / "assay-cell").string(), "--tier"}, .keep_privilege = true},
                              Deadline::in(std::chrono::seconds(10)));
  if (!found.ok() || found.out.empty() || found.out[0] < 'A' || found.out[0] > 'D')
    throw environment_fault("assay-cell --tier: gave no answer", "build it again: ci/build");
  const char* const asked = std::getenv("ASSAY_CELL_TIER");
  if (!asked || !*asked) return found.out[0];
  if (std::string_view("ABCD").find(asked) == std::string_view::npos || std::string_view(asked).size() != 1)
    throw Fault(cat("ASSAY_CELL_TIER: expected A, B, C or D, got ", quoted(asked)));
  return std::max(found.out[0], asked[0]);
}

RunDirectory::RunDirectory(std::uint64_t needed_bytes) {
  const fs::path place = work_place(needed_bytes);
  remove_stale_runs(place);
  directory_.emplace(place, run_prefix);
  // Other users pass through to what is theirs in it; they cannot list it.
  ::chmod(path().c_str(), 0711);
  lock_ = UniqueFd(::open((path() / "lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600));
  if (!lock_ || ::flock(lock_.get(), LOCK_EX) != 0)
    throw environment_fault(cat(path().string(), "/lock: cannot be locked"));
}

std::optional<Owner> Workshop::submission_owner(int slot) const {
  if (!users) return std::nullopt;
  return users->of(slot);
}

std::optional<Owner> ordinary_user() {
  if (::geteuid() != 0) return std::nullopt;
  for (const char* name : {"assay", "postgres"})
    if (const passwd* entry = ::getpwnam(name)) return Owner{entry->pw_uid, entry->pw_gid};
  throw environment_fault("user 'assay': there is no such system user, and servers do not run as root", "run ci/install");
}

std::optional<Runtime> find_runtime(const Home& home) {
  const fs::path locks = home.root / "ci" / "runtime";
  if (!fs::exists(locks / "requirements.lock")) return std::nullopt;
  const std::string digest =
      sha256(read_file(locks / "requirements.lock") + read_file(locks / "tools.lock")).substr(0, 16);
  const fs::path place = cache_place() / "runtime" / digest;
  if (!fs::exists(place / ".complete")) return std::nullopt;
  return Runtime{place / "course", place / "tools", digest, trimmed(read_file(place / ".complete"))};
}

std::map<std::string, std::string> versions_here(const Home& home, const Assignment& assignment) {
  std::map<std::string, std::string> versions;
  if (const auto runtime = find_runtime(home)) {
    versions["runtime"] = runtime->digest;
    versions["python"] = runtime->python;
  }
  for (const ServiceNeed& need : assignment.services)
    if (need.kind == ServiceKind::postgres)
      if (const auto postgres = find_postgres()) versions["postgres"] = postgres->version;
  return versions;
}

void check_installed(const Home& home, const Assignment& assignment) {
  if (!find_runtime(home)) throw environment_fault("runtime: the course's Python environment is not there", "run ci/runtime/install");
  for (const ServiceNeed& need : assignment.services) {
    if (need.kind != ServiceKind::postgres)
      throw environment_fault(cat("assignment '", assignment.id, "': this version starts PostgreSQL only"));
    if (!find_postgres())
      throw environment_fault("postgres: not installed", "apt-get install postgresql, or run ci/install; "
                                                         "ASSAY_POSTGRES_BIN names another place");
  }
}

Workshop provision(const Home& home, const Assignment& assignment, int slots, Level level) {
  check_installed(home, assignment);
  Workshop workshop{.home = home, .runtime = *find_runtime(home), .ordinary = ordinary_user()};
  for (const ServiceNeed& need : assignment.services) {
    if (need.kind != ServiceKind::postgres) continue;
    workshop.postgres = find_postgres();
    prepared_cluster(*workshop.postgres, workshop.ordinary);
  }
  if (workshop.ordinary) workshop.users.emplace(slots + 1);   // one more: the probe's
  workshop.tier = cell_tier_to_use(home);
  workshop.directory = std::make_unique<RunDirectory>(bytes_per_slot * static_cast<std::uint64_t>(slots));
  workshop.statement = std::async(std::launch::async, probe_cells,
                                  ProbeGround{.home = home,
                                              .tier = workshop.tier,
                                              .level = level,
                                              .directory = workshop.directory->path(),
                                              .submission = workshop.submission_owner(slots),
                                              .hidden = assignment.directory / "assignment.toml"}).share();
  if (level == Level::strict) demand_level(workshop.statement.get());
  return workshop;
}

Slot::Slot(const Workshop& workshop, const Assignment& assignment, int index)
    : workshop_(workshop), assignment_(assignment) {
  ground_ = {.slot = index,
             .directory = workshop.directory->path() / cat("slot", index),
             .tier = workshop.tier,
             .ordinary = workshop.ordinary,
             .submission = workshop.submission_owner(index)};
  fs::create_directory(ground_.directory);
  ::chmod(ground_.directory.c_str(), 0711);
}

Lease Slot::lease(const Submission& submission, Start start) {
  Lease lease;
  for (const ServiceNeed& need : assignment_.services) {
    try {
      if (postgres_) lease.postgres = postgres_->lease(submission.state(), start);
    } catch (const Fault&) {
      if (services_answer()) throw;  // it lives and refuses: no new server would help
    }
    if (lease.postgres) continue;
    postgres_ = std::make_unique<PostgresServer>(*workshop_.postgres, need, workshop_.directory->path(), workshop_.ordinary);
    prepared_for_.clear();
    lease.postgres = postgres_->lease(submission.state(), start);
  }
  return lease;
}

void Slot::prepared(const Submission& submission, bool migrated, std::vector<TestOutcome> outcomes) {
  try {
    if (migrated && !assignment_.services.empty()) {
      if (!postgres_) return;  // it died after the migration: what was built is gone
      postgres_->keep_as_template(submission.state());
    }
    prepared_for_ = submission.state();
    preparation_ = std::move(outcomes);
  } catch (const Fault&) {
    if (services_answer()) throw;
  }
}

bool Slot::services_answer() {
  if (!postgres_ || postgres_->answers()) return true;
  postgres_.reset();
  prepared_for_.clear();
  return false;
}

}  // namespace assay
