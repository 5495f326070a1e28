#include "zoo/traces_test.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/deadline.hpp"
#include "base/text.hpp"

namespace assay::zoo {
namespace {

using namespace std::chrono_literals;

constexpr uid_t first_submission_uid = 61'000, last_submission_uid = 61'999;

void add_lines(std::set<std::string>& all, const char* file, std::string_view prefix) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) all.insert(cat(prefix, ' ', line));
}

void add_entries(std::set<std::string>& all, const fs::path& directory) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory, ignored)) all.insert("file " + entry.path().string());
}

/// What a submission's user owns in a directory where everybody may write.
void add_owned(std::set<std::string>& all, const fs::path& directory) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    struct stat facts {};
    if (::lstat(entry.path().c_str(), &facts) != 0) continue;
    if (facts.st_uid >= first_submission_uid && facts.st_uid <= last_submission_uid) all.insert("file " + entry.path().string());
  }
}

/// Empty where the process ends meanwhile: a stream's iterators throw then, which this does not.
std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

/// The parent is the second word behind the name, which stands in brackets and may hold anything.
pid_t parent_of(const fs::path& process) {
  const std::string text = text_of(process / "stat");
  const std::size_t name_end = text.rfind(')');
  return name_end == std::string::npos ? 0 : std::atoi(text.c_str() + std::min(name_end + 4, text.size()));
}

std::vector<pid_t> children() {
  std::vector<pid_t> pids;
  std::error_code ignored;
  for (const auto& process : fs::directory_iterator("/proc", ignored))
    if (const pid_t pid = std::atoi(process.path().filename().c_str()); pid > 0 && parent_of(process.path()) == ::getpid())
      pids.push_back(pid);
  return pids;
}

std::string command_of(pid_t pid) {
  std::string text = text_of(cat("/proc/", pid, "/cmdline"));
  for (char& c : text)
    if (c == '\0') c = ' ';
  return printable(clipped(text, 200));
}

}  // namespace

Traces::Traces(std::vector<fs::path> places, const OwnGroups& groups) : places_(std::move(places)), groups_(groups), before_(seen()) {}

std::set<std::string> Traces::seen() const {
  std::set<std::string> all;
  add_lines(all, "/proc/self/mountinfo", "mount");
  for (const char* kind : {"shm", "sem", "msg"}) add_lines(all, cat("/proc/sysvipc/", kind).c_str(), kind);
  for (const fs::path& place : places_) add_entries(all, place);
  add_entries(all, "/dev/mqueue");
  for (const char* place : {"/tmp", "/var/tmp", "/dev/shm", "/run", "/run/lock"}) add_owned(all, place);
  for (const fs::path& group : groups_.left()) all.insert("cgroup " + group.string());
  return all;
}

std::vector<std::string> Traces::left() const {
  std::vector<std::string> left;
  const Deadline deadline = Deadline::in(1s);
  for (;;) {
    while (::waitpid(-1, nullptr, WNOHANG) > 0) continue;
    if (children().empty() || deadline.passed()) break;
    std::this_thread::sleep_for(5ms);
  }
  for (const pid_t pid : children()) {
    left.push_back(cat("process ", pid, ' ', command_of(pid)));
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
  for (const std::string& trace : seen())
    if (!before_.contains(trace)) left.push_back(trace);
  return left;
}

}  // namespace assay::zoo
