#include "submission_users.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "base/fault.hpp"
#include "base/text.hpp"

namespace assay {
namespace {

/// Root's alone; gone with the machine's next start.
const fs::path& lock_directory() {
  static const fs::path place = "/run/assay-users";
  return place;
}

}  // namespace

SubmissionUsers::SubmissionUsers(int count) {
  const fs::path& place = lock_directory();
  if (::mkdir(place.c_str(), 0700) != 0 && errno != EEXIST)
    throw environment_fault(cat(place.string(), ": cannot be made: ", std::strerror(errno)));
  for (uid_t uid = first; uid <= last && taken_.size() < static_cast<std::size_t>(count); ++uid) {
    UniqueFd lock(::open((place / cat(uid)).c_str(), O_CREAT | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!lock) throw environment_fault(cat((place / cat(uid)).string(), ": cannot be opened: ", std::strerror(errno)));
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) continue;
    taken_.push_back({uid, uid});
    locks_.push_back(std::move(lock));
  }
  if (taken_.size() < static_cast<std::size_t>(count))
    throw environment_fault(cat("users ", first, " to ", last, ": ", count, " are needed, ", taken_.size(), " are free: other harnesses hold the rest"),
                            "wait for them, or ask for fewer slots: --slots 4");
}

}  // namespace assay
