// Finding PostgreSQL, and the prepared cluster that every slot copies (initdb takes half a second, a copy on tmpfs 35 ms).
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

#include "base/digest.hpp"
#include "base/fault.hpp"
#include "base/text.hpp"
#include "process/process.hpp"
#include "service/random_word.hpp"
#include "service/service.hpp"

namespace assay {
namespace {

std::optional<PostgresInstallation> installation_at(const fs::path& bin) {
  if (!fs::exists(bin / "initdb") || !fs::exists(bin / "postgres")) return std::nullopt;
  const Completed asked = run({.argv = {(bin / "postgres").string(), "--version"}},
                              Deadline::in(std::chrono::seconds(10)));
  if (!asked.ok()) return std::nullopt;
  // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
  const std::vector<std::string> words = split(asked.out, ' ');
  return PostgresInstallation{bin, words.size() > 2 ? trimmed(words[2]) : "unknown"};
}

int major_of(const fs::path& directory) { return std::atoi(directory.filename().c_str()); }

/// The prepared cluster's files as its configuration decides them: a change here makes a new one.
constexpr const char* access_rules = "local all all scram-sha-256\n";
constexpr const char* recipe = "2";

}  // namespace

std::optional<PostgresInstallation> find_postgres() {
  if (const char* given = std::getenv("ASSAY_POSTGRES_BIN"); given && *given)
    return installation_at(given);
  std::vector<fs::path> versions;
  const fs::path debian = "/usr/lib/postgresql";
  if (fs::is_directory(debian))
    for (const auto& entry : fs::directory_iterator(debian)) versions.push_back(entry.path());
  std::sort(versions.begin(), versions.end(),
            [](const fs::path& a, const fs::path& b) { return major_of(a) > major_of(b); });
  for (const fs::path& version : versions)
    if (auto found = installation_at(version / "bin")) return found;
  const char* path = std::getenv("PATH");
  for (const std::string& directory : split(path ? path : "", ':'))
    if (auto found = installation_at(directory)) return found;
  return std::nullopt;
}

fs::path prepared_cluster(const PostgresInstallation& installation, std::optional<Owner> owner) {
  const uid_t uid = owner ? owner->uid : ::getuid();
  const fs::path place = cache_place() / "postgres";
  fs::create_directories(place);
  const fs::path ready = place / cat(installation.version, "-uid", uid, "-", recipe);
  UniqueFd lock(::open(cat(ready.string(), ".lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600));
  if (!lock || ::flock(lock.get(), LOCK_EX) != 0)
    throw environment_fault(cat("postgres: ", ready.string(), ".lock: cannot be locked"));
  if (fs::exists(ready / "complete")) return ready;

  remove_tree(ready);
  fs::create_directory(ready);
  if (owner && ::chown(ready.c_str(), owner->uid, owner->gid) != 0)
    throw environment_fault(cat("postgres: ", ready.string(), ": cannot be given to user ", uid));
  const std::string password = random_word();
  const UniqueFd words = memory_file("password", password + "\n");
  const Completed made = run(
      {.argv = {(installation.bin / "initdb").string(), "-D", (ready / "data").string(), "-U",
                postgres_superuser, "--auth=scram-sha-256", "--pwfile=/dev/fd/3", "--encoding=UTF8",
                "--locale=C.UTF-8", "--no-instructions", "--no-sync", "--wal-segsize=1"},
       .environment = {{"PATH", "/usr/bin:/bin"}, {"LANG", "C.UTF-8"}},
       .cwd = ready,
       .descriptors = {{3, words.get()}},
       .run_as = owner},
      Deadline::in(std::chrono::seconds(60)));
  if (!made.ok())
    throw environment_fault(cat("postgres ", installation.version, ": initdb ",
                                made.timed_out ? "did not end within 60 s" : describe_status(made.status),
                                ": ", trimmed(printable(made.err))),
                            "see whether " + ready.string() + " is writable and has 64 MiB free");
  write_file(ready / "data" / "pg_hba.conf", access_rules);
  if (owner && ::chown((ready / "data" / "pg_hba.conf").c_str(), owner->uid, owner->gid) != 0)
    throw environment_fault("postgres: pg_hba.conf cannot be given to its user");
  write_file(ready / "password", password);
  write_file(ready / "complete", "");
  return ready;
}

}  // namespace assay
