#include "cli/saves.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/fault.hpp"
#include "base/text.hpp"

namespace assay {
namespace {

constexpr std::uint32_t changes = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE;
// An editor writes a neighbour, renames it, writes its own notes: one save is over when nothing has come for this long.
constexpr int quiet_ms = 20;

void signal_one(int descriptor) {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(descriptor, &one, sizeof one);
}

}  // namespace

bool matters(const fs::path& relative) {
  static const std::set<std::string> passed_over{".git", ".assay", "__pycache__", ".venv", "venv", "node_modules", ".pytest_cache",
                                                 ".ruff_cache", ".mypy_cache", ".vscode", ".idea"};
  for (const fs::path& part : relative)
    if (passed_over.contains(part.string())) return false;
  const std::string name = relative.filename().string();
  const bool of_an_editor = name.empty() || name.starts_with(".#") || name.ends_with("~") || name.ends_with(".swp") || name.ends_with(".swx") ||
                            name.ends_with(".tmp") || name == "4913" || name.starts_with(".goutputstream");
  return !of_an_editor;
}

Saves::Saves(const fs::path& root)
    : root_(fs::canonical(root)),
      events_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)),
      ready_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!events_ || !ready_ || !stop_) throw environment_fault(cat("watch: ", std::strerror(errno)));
  watch_tree(root_);
  follower_ = std::jthread([this] { follow(); });
}

Saves::~Saves() { signal_one(stop_.get()); }

void Saves::watch_tree(const fs::path& directory) {
  const int watch = ::inotify_add_watch(events_.get(), directory.c_str(), changes | IN_ONLYDIR);
  if (watch < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return;   // It has gone again.
    throw environment_fault(cat(directory.string(), ": cannot be watched: ", std::strerror(errno)),
                            "see fs.inotify.max_user_watches, or run assay check without --watch");
  }
  directories_[watch] = directory;
  std::error_code gone;
  for (const auto& entry : fs::directory_iterator(directory, gone))
    if (entry.is_directory(gone) && !entry.is_symlink(gone) && matters(entry.path().lexically_relative(root_))) watch_tree(entry.path());
}

void Saves::read_events() {
  alignas(inotify_event) std::array<char, 16384> bytes;
  for (ssize_t got; (got = ::read(events_.get(), bytes.data(), bytes.size())) > 0;)
    for (ssize_t at = 0; at < got;) {
      inotify_event event;
      std::memcpy(&event, bytes.data() + at, sizeof event);
      const char* const name = bytes.data() + at + sizeof event;
      at += static_cast<ssize_t>(sizeof event + event.len);
      const auto directory = directories_.find(event.wd);
      if (directory == directories_.end() || event.len == 0) continue;
      const fs::path path = directory->second / name, relative = path.lexically_relative(root_);
      if (!matters(relative)) continue;
      if (event.mask & IN_ISDIR) watch_tree(path);
      else if (event.mask & IN_CREATE) continue;   // It is empty yet: the end of writing follows.
      const std::lock_guard lock(mutex_);
      if (batch_.files.empty()) batch_.first = Deadline::Clock::now();
      batch_.files.insert(relative.string());
    }
}

void Saves::follow() {
  bool pending = false;
  for (;;) {
    pollfd waiting[] = {{events_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}};
    const int came = ::poll(waiting, 2, pending ? quiet_ms : -1);
    if (waiting[1].revents) return;
    if (came > 0) {
      read_events();
      const std::lock_guard lock(mutex_);
      pending = !batch_.files.empty();
    } else if (came == 0) {
      signal_one(ready_.get());
      pending = false;
    }
  }
}

Saves::Batch Saves::take() {
  std::uint64_t count;
  [[maybe_unused]] const auto got = ::read(ready_.get(), &count, sizeof count);
  const std::lock_guard lock(mutex_);
  return std::exchange(batch_, {});
}

}  // namespace assay
