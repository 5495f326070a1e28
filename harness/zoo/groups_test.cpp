#include "zoo/groups_test.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <map>

#include "base/text.hpp"

namespace assay::zoo {
namespace {

const std::vector<std::string> hierarchies{"", "memory", "pids", "cpu", "cpuacct"};  // "": the unified one
constexpr std::string_view leaf = "assay-harness";  // where a cell moves who stands in its way

std::vector<std::string> lines_of(const char* file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();   // A stream's iterators would throw where the group goes meanwhile.
  return split(text.str(), '\n');
}

/// Controller -> the group that this process is in, as a path below the hierarchy's root.
std::map<std::string, std::string> own_paths() {
  std::map<std::string, std::string> paths;
  for (const std::string& line : lines_of("/proc/self/cgroup")) {
    const std::size_t list = line.find(':'), path = line.find(':', list + 1);
    if (path == std::string::npos) continue;
    for (const std::string& controller : split(line.substr(list + 1, path - list - 1), ',')) paths[controller] = line.substr(path + 1);
  }
  return paths;
}

/// Where the hierarchy is mounted whole; empty where it is not.
fs::path mount_of(const std::string& controller) {
  for (const std::string& line : lines_of("/proc/self/mountinfo")) {
    const std::vector<std::string> words = split(line, ' ');
    const auto dash = std::find(words.begin(), words.end(), "-");
    if (words.size() < 5 || words.end() - dash < 4 || words[3] != "/") continue;
    const std::vector<std::string> options = split(dash[3], ',');
    const bool is_it = controller.empty() ? dash[1] == "cgroup2"
                                          : dash[1] == "cgroup" && std::find(options.begin(), options.end(), controller) != options.end();
    if (is_it) return words[4];
  }
  return {};
}

bool move_to(const fs::path& group) { return (std::ofstream(group / "cgroup.procs") << ::getpid() << std::flush).good(); }

void add_children(std::vector<fs::path>& all, const fs::path& group) {
  std::error_code ignored;
  // Not a range's loop: that throws where the group goes meanwhile.
  for (fs::directory_iterator entry(group, ignored); entry != fs::directory_iterator(); entry.increment(ignored)) {
    if (!entry->is_directory(ignored)) continue;
    add_children(all, entry->path());
    all.push_back(entry->path());
  }
}

}  // namespace

void OwnGroups::enter() {
  const std::map<std::string, std::string> paths = own_paths();
  for (const std::string& controller : hierarchies) {
    const fs::path mount = mount_of(controller);
    const auto path = paths.find(controller);
    if (mount.empty() || path == paths.end()) continue;
    const fs::path group = fs::path(mount.string() + path->second) / cat("assay-zoo-", ::getpid());
    if (::mkdir(group.c_str(), 0755) != 0) continue;
    if (move_to(group)) groups_.push_back(group);
    else ::rmdir(group.c_str());
  }
}

std::vector<fs::path> OwnGroups::left() const {
  std::vector<fs::path> all;
  for (const fs::path& group : groups_) add_children(all, group);
  std::erase_if(all, [](const fs::path& group) { return group.filename() == leaf; });
  return all;
}

OwnGroups::~OwnGroups() {
  for (const fs::path& group : groups_) {
    move_to(group.parent_path());
    std::vector<fs::path> below;
    add_children(below, group);
    for (const fs::path& child : below) ::rmdir(child.c_str());
    ::rmdir(group.c_str());
  }
}

}  // namespace assay::zoo
