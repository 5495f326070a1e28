#include "cli/working_directory.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "store/store.hpp"

namespace assay {
namespace {

constexpr std::size_t most_checks = 30;

fs::path checks_of(const WorkingDirectory& where) { return where.own() / "checks"; }

/// Files of kept checks, oldest first: their names are numbers.
std::vector<fs::path> check_files(const WorkingDirectory& where) {
  std::vector<fs::path> files;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(checks_of(where), missing))
    if (entry.path().extension() == ".json" && entry.is_regular_file(missing)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::optional<WorkingDirectory> find_working_directory(const fs::path& from) {
  std::error_code missing;
  fs::path place = fs::canonical(from, missing);
  if (missing) return std::nullopt;
  for (;; place = place.parent_path()) {
    const fs::path mark = place / ".assay" / "assignment";
    if (fs::is_regular_file(mark, missing)) return WorkingDirectory{place, trimmed(read_file(mark, 4096))};
    if (place == place.root_path()) return std::nullopt;
  }
}

WorkingDirectory mark_working_directory(const fs::path& root, const std::string& assignment) {
  const WorkingDirectory where{root, assignment};
  fs::create_directories(where.own());
  write_file(where.own() / "assignment", assignment + "\n");
  write_file(where.own() / ".gitignore", "/checks/\n/report.html\n");
  return where;
}

fs::path keep_check(const WorkingDirectory& where, const RunRecord& record) {
  fs::create_directories(checks_of(where));
  std::vector<fs::path> files = check_files(where);
  const int number = files.empty() ? 1 : std::atoi(files.back().stem().c_str()) + 1;
  char name[32];
  std::snprintf(name, sizeof name, "%06d.json", number);
  const fs::path file = checks_of(where) / name;
  save_record(record, file);
  for (std::size_t i = 0; i + most_checks <= files.size(); ++i) fs::remove(files[i]);
  return file;
}

std::vector<RunRecord> kept_checks(const WorkingDirectory& where) {
  std::vector<RunRecord> records;
  for (const fs::path& file : check_files(where)) {
    try {
      RunRecord record = load_record(file);
      if (record.assignment == where.assignment) records.push_back(std::move(record));
    } catch (const Fault&) {
      // Of another version, or damaged: it is only history.
    }
  }
  return records;
}

}  // namespace assay
