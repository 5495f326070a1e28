#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <fstream>
#include <optional>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "load/load.hpp"

namespace assay {
namespace {

// Archives are written by hand here: no honest packer makes what these tests need.

enum Kind : char { regular = '0', hard_link = '1', symbolic_link = '2', character = '3', block = '4', folder = '5', fifo = '6' };

struct Entry {
  std::string name;
  std::string content;
  Kind kind = regular;
  std::string target;
};

std::string octal(std::uint64_t value, std::size_t width) {
  std::string text(width - 1, '0');
  for (std::size_t i = text.size(); i-- > 0 && value != 0; value /= 8) text[i] = static_cast<char>('0' + value % 8);
  return text + '\0';
}

std::string padded(std::string text, std::size_t size) {
  text.resize((text.size() + size - 1) / size * size, '\0');
  return text;
}

/// A header of GNU tar with its content; `map` is what a sparse file has at offset 386.
std::string tar_entry(const std::string& name, char kind, const std::string& target, const std::string& content,
                      const std::string& map = {}) {
  std::string head(512, '\0');
  const auto put = [&](std::size_t at, const std::string& text) { head.replace(at, text.size(), text); };
  put(0, name.substr(0, 100));
  put(100, octal(06777, 8));
  put(108, octal(0, 8));
  put(116, octal(0, 8));
  put(124, octal(content.size(), 12));
  put(136, octal(1'000'000'000, 12));
  put(148, "        ");
  head[156] = kind;
  put(157, target.substr(0, 100));
  put(257, "ustar  ");
  put(386, map);
  unsigned sum = 0;
  for (const char c : head) sum += static_cast<unsigned char>(c);
  put(148, octal(sum, 7) + ' ');
  return head + padded(content, 512);
}

std::string tar_of(const std::vector<Entry>& entries) {
  std::string all;
  for (const Entry& entry : entries) {
    if (entry.name.size() > 100) all += tar_entry("././@LongLink", 'L', "", entry.name + '\0');
    all += tar_entry(entry.name, entry.kind, entry.target, entry.content);
  }
  return all + std::string(1024, '\0');
}

std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (; bytes > 0; --bytes, value >>= 8) text += static_cast<char>(value & 0xFF);
  return text;
}

std::uint32_t crc32(const std::string& text) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

/// Stored, not compressed, as if made on Unix; `flags` 0x800 says that names are UTF-8.
std::string zip_of(const std::vector<Entry>& entries, unsigned flags = 0x800) {
  std::string all, directory;
  for (const Entry& entry : entries) {
    const std::string content = entry.kind == symbolic_link ? entry.target : entry.content;
    const std::uint64_t mode = entry.kind == folder ? 040755 : entry.kind == symbolic_link ? 0120777 : 0106777;
    // flags, method, time and date (2001-09-09), crc, sizes, length of name, of extra field
    const std::string common = little(flags, 2) + little(0, 2) + little(0x0EF5, 2) + little(0x2B29, 2) + little(crc32(content), 4) +
                               little(content.size(), 4) + little(content.size(), 4) + little(entry.name.size(), 2) + little(0, 2);
    directory += "PK\x01\x02" + little(0x0314, 2) + little(20, 2) + common + little(0, 6) + little(mode << 16, 4) +
                 little(all.size(), 4) + entry.name;
    all += "PK\x03\x04" + little(20, 2) + common + entry.name + content;
  }
  return all + directory + "PK\x05\x06" + little(0, 4) + little(entries.size(), 2) + little(entries.size(), 2) +
         little(directory.size(), 4) + little(all.size(), 4) + little(0, 2);
}

class Intake : public testing::Test {
 protected:
  Intake() {
    assignment.id = "shop";
    assignment.time_zone = "Europe/Moscow";
    assignment.required_files = {"app/main.py"};
    assignment.starter = place.path() / "starter";
    for (const char* role : {"api", "migrate"}) assignment.roles[role].name = role;
    // As root the parser runs as nobody, and must not need a way through our directories.
    if (::geteuid() == 0) unprivileged = Owner{65'534, 65'534};
  }

  fs::path file(const std::string& name, const std::string& text = "x\n") {
    const fs::path path = place.path() / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path;
  }

  fs::path pack(const std::string& name, const std::vector<Entry>& entries) {
    return file(name, name.ends_with(".zip") ? zip_of(entries) : tar_of(entries));
  }

  Submission take(const fs::path& source, const IntakeLimits& limits = {}) {
    return intake(home, assignment, source, "ada", place.path() / cat("place", ++takes), unprivileged, limits);
  }
  std::string complaint(const fs::path& source, const IntakeLimits& limits = {}) {
    try {
      take(source, limits);
    } catch (const Fault& fault) {
      EXPECT_EQ(fault.status(), ExitStatus::bad_request) << fault.what();
      return replaced(fault.what(), place.path().string() + "/", "");
    }
    return "no complaint";
  }

  void shell(const std::string& command) {
    const std::string whole = cat("cd '", place.path().string(), "' && { ", command, "; } >log 2>&1");
    ASSERT_EQ(std::system(whole.c_str()), 0) << command << '\n' << read_file(place.path() / "log");
  }

  TemporaryDirectory place{fs::temp_directory_path(), "assay-intake-test-"};
  Home home{place.path(), ASSAY_PARTS};
  Assignment assignment;
  std::optional<Owner> unprivileged;
  int takes = 0;
};

TEST_F(Intake, CopiesADirectoryWithoutWhatIsNoWork) {
  file("hw/app/main.py");
  file("hw/Завдання/нотатки.txt");
  file("hw/app/__pycache__/main.pyc");
  file("hw/.venv/bin/python");
  fs::create_symlink("/usr/bin/python3", place.path() / "hw/.venv/bin/python3");
  file("hw/node_modules/x");
  file("hw/my-env/pyvenv.cfg");
  fs::create_symlink("/usr/bin/python3", place.path() / "hw/my-env/python3");
  const Submission got = take(place.path() / "hw");
  EXPECT_EQ(got.name, "ada");
  EXPECT_TRUE(fs::exists(got.tree / "app/main.py"));
  EXPECT_TRUE(fs::exists(got.tree / "Завдання/нотатки.txt"));
  EXPECT_EQ(std::distance(fs::directory_iterator(got.tree), {}), 2);
  EXPECT_FALSE(fs::exists(got.tree / "app/__pycache__"));
  EXPECT_TRUE(got.python);
  EXPECT_TRUE(got.missing.empty());
  EXPECT_FALSE(got.history.has_value());
  EXPECT_EQ(got.digest, tree_digest(got.tree));
}

TEST_F(Intake, RefusesLinksPipesAndUnreadableThings) {
  file("hw/app/main.py");
  fs::create_symlink("/etc/passwd", place.path() / "hw/app/data");
  EXPECT_EQ(complaint(place.path() / "hw"), "hw/app/data: is a symbolic link, expected a file or a directory");
  fs::remove(place.path() / "hw/app/data");
  ::mkfifo((place.path() / "hw/pipe").c_str(), 0600);
  EXPECT_EQ(complaint(place.path() / "hw"), "hw/pipe: is a named pipe, expected a file or a directory");
  EXPECT_EQ(complaint(place.path() / "none"), "none: is not there");
  EXPECT_EQ(complaint("/dev/null"), "/dev/null: expected a directory or an archive");
}

TEST_F(Intake, SaysWhatCannotBeRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads everything";
  file("hw/app/main.py");
  for (const unsigned mode : {0000u, 0444u}) {
    ::chmod((place.path() / "hw/app").c_str(), mode);
    const std::string said = complaint(place.path() / "hw");
    EXPECT_TRUE(said.starts_with("hw/app") && said.ends_with(": cannot be read: Permission denied")) << said;
    ::chmod((place.path() / "hw/app").c_str(), 0755);
  }
  ::chmod((place.path() / "hw").c_str(), 0);
  EXPECT_EQ(complaint(place.path() / "hw"), "hw: cannot be read: Permission denied");
}

TEST_F(Intake, EmptyIsNothingToGradeAndAReadmeIsASubmission) {
  fs::create_directories(place.path() / "hw/empty/empty");
  EXPECT_EQ(complaint(place.path() / "hw"), "hw: is empty, there is nothing to grade");
  EXPECT_EQ(complaint(pack("e.zip", {})), "e.zip: is empty, there is nothing to grade");
  file("hw/README.md");
  const Submission got = take(place.path() / "hw");
  EXPECT_EQ(got.missing, std::vector<std::string>{"app/main.py"});
  EXPECT_TRUE(got.python);
}

TEST_F(Intake, ReadsEveryKindOfArchive) {
  const std::vector<Entry> entries{{"hw/", "", folder}, {"hw/app/main.py", "print()\n"}, {"hw/Тека/файл.txt", "текст"}};
  pack("a.zip", entries);
  pack("a.tar", entries);
  shell("for packer in gzip bzip2 xz zstd; do if command -v $packer; then $packer -c a.tar > a.tar.$packer; fi; done; cp a.tar.gzip a.tgz");
  std::string digest;
  for (const char* name : {"a.zip", "a.tar", "a.tgz", "a.tar.gzip", "a.tar.bzip2", "a.tar.xz", "a.tar.zstd"}) {
    if (!fs::exists(place.path() / name)) continue;  // this machine lacks the packer
    SCOPED_TRACE(name);
    const Submission got = take(place.path() / name);
    EXPECT_EQ(read_file(got.tree / "app/main.py"), "print()\n") << "the single folder is stepped into";
    EXPECT_EQ(read_file(got.tree / "Тека/файл.txt"), "текст");
    struct stat info {};
    ASSERT_EQ(::stat((got.tree / "app/main.py").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777, 0755u) << "no set-uid bit survives";
    EXPECT_EQ(info.st_uid, ::geteuid());
    EXPECT_LT(info.st_mtim.tv_sec, 1'100'000'000);
    if (digest.empty()) digest = got.digest;
    EXPECT_EQ(got.digest, digest);
  }
}

TEST_F(Intake, ReadsWhatCommonProgramsPack) {
  file("hw/app/main.py");
  file("hw/Ім'я.txt");
  shell("zip -qr a.zip hw && tar -czf b.tar.gz hw && cd hw && zip -qr ../c.zip . && tar -cf ../d.tar .");
  for (const char* name : {"a.zip", "b.tar.gz", "c.zip", "d.tar"}) {
    const Submission got = take(place.path() / name);
    EXPECT_TRUE(fs::exists(got.tree / "app/main.py")) << name;
    EXPECT_TRUE(fs::exists(got.tree / "Ім'я.txt")) << name;
  }
}

TEST_F(Intake, DoesNotStepIntoTheAssignmentsOwnFolder) {
  EXPECT_TRUE(fs::exists(take(pack("a.zip", {{"app/main.py", "x"}})).tree / "app/main.py"));
  const Submission mac = take(pack("b.zip", {{"hw/app/main.py", "x"}, {"__MACOSX/hw/._main.py", "x"}, {".DS_Store", "x"}}));
  EXPECT_TRUE(fs::exists(mac.tree / "app/main.py"));
}

TEST_F(Intake, LeavesOutAnArchivedVirtualEnvironmentWithItsLinks) {
  const Submission got = take(pack("a.tar", {{"app/main.py", "x"}, {"venv/bin/python", "", symbolic_link, "/usr/bin/python3"},
                                             {"app/__pycache__/a.pyc", "x"}}));
  EXPECT_FALSE(fs::exists(got.tree / "venv"));
  EXPECT_FALSE(fs::exists(got.tree / "app/__pycache__"));
}

TEST_F(Intake, ReadsNamesInTheCodePageOfWindows) {
  // "Тест.txt" in code page 866, stored without the UTF-8 flag: zip made by Explorer.
  const fs::path path = file("a.zip", zip_of({{"\x92\xA5\xE1\xE2.txt", "x"}, {"\xF6\xF7\xF4\xF5\xF2\xF3\xF0\xF1/a", "x"}}, 0));
  const Submission got = take(path);
  EXPECT_TRUE(fs::exists(got.tree / "Тест.txt"));
  EXPECT_TRUE(fs::exists(got.tree / "ЎўЇїЄєЁё/a"));
}

struct Bad {
  const char* what;
  std::vector<Entry> entries;
  std::string complaint;
};

TEST_F(Intake, RefusesHostileArchives) {
  const std::string deep = [] {
    std::string path;
    for (int i = 0; i < 40; ++i) path += "d/";
    return path;
  }();
  const Entry fine{"app/main.py", "x"};
  const std::vector<Bad> corpus{
      {"parent", {fine, {"../evil", "x"}}, "entry '../evil' leaves the archive"},
      {"parent inside", {fine, {"app/../../evil", "x"}}, "entry 'app/../../evil' leaves the archive"},
      {"parent at the end", {fine, {"app/..", "", folder}}, "entry 'app/..' leaves the archive"},
      {"parent below what is left out", {fine, {"venv/../../evil", "x"}}, "entry 'venv/../../evil' leaves the archive"},
      {"absolute", {fine, {"/tmp/evil", "x"}}, "entry '/tmp/evil' leaves the archive"},
      {"drive", {fine, {"C:/evil", "x"}}, "entry 'C:/evil' leaves the archive"},
      {"backslash", {fine, {"..\\evil", "x"}}, "entry '..\\evil' leaves the archive"},
      {"symbolic link", {fine, {"data", "", symbolic_link, "/etc"}}, "entry 'data' is a link, expected files and directories"},
      {"link, then through it", {{"l", "", symbolic_link, "/tmp"}, {"l/evil", "x"}}, "entry 'l' is a link, expected files and directories"},
      {"link to itself", {{"l", "", symbolic_link, "l"}}, "entry 'l' is a link, expected files and directories"},
      {"link inside .git", {fine, {".git/HEAD", "", symbolic_link, "/etc/passwd"}}, "entry '.git/HEAD' is a link, expected files and directories"},
      {"hard link", {fine, {"b", "", hard_link, "app/main.py"}}, "entry 'b' is a link, expected files and directories"},
      {"hard link out", {fine, {"b", "", hard_link, "/etc/passwd"}}, "entry 'b' is a link, expected files and directories"},
      {"named pipe", {fine, {"pipe", "", fifo}}, "entry 'pipe' is neither a file nor a directory"},
      {"character device", {fine, {"null", "", character}}, "entry 'null' is neither a file nor a directory"},
      {"block device", {fine, {"sda", "", block}}, "entry 'sda' is neither a file nor a directory"},
      {"file twice", {fine, {"a", "1"}, {"a", "2"}}, "entry 'a' is there twice"},
      {"file as a folder", {{"a", "1"}, {"a/b", "2"}}, "entry 'a/b' is there twice"},
      {"folder as a file", {{"a/b", "1"}, {"a", "2"}}, "entry 'a' is there twice"},
      {"control characters", {fine, {"a\x1b[31m", "x"}}, "entry 'a␛[31m' has a name that cannot be used"},
      {"line break", {fine, {"a\n::error::b", "x"}}, "entry 'a\\n::error::b' has a name that cannot be used"},
      {"tabulator", {fine, {"a\tb", "x"}}, "entry 'a\tb' has a name that cannot be used"},
      {"direction override", {fine, {"a\xE2\x80\xAE.py", "x"}}, "entry 'a�.py' has a name that cannot be used"},
      {"long name", {fine, {std::string(300, 'n'), "x"}}, cat("entry '", std::string(200, 'n'), "… (+100)' has a name that cannot be used")},
      {"deep", {fine, {deep + "x", "x"}}, cat("entry '", deep, "x' is nested deeper than 32 directories")},
  };
  for (const Bad& bad : corpus) {
    SCOPED_TRACE(bad.what);
    EXPECT_EQ(complaint(pack("bad.tar", bad.entries)), cat("bad.tar: ", bad.complaint));
    const Kind kind = bad.entries.back().kind;
    if (kind != regular && kind != folder && kind != symbolic_link) continue;  // zip has nothing else
    // libarchive shows a folder with a slash behind it, and a backslash as what Windows' packers mean by it.
    const std::string reason = bad.complaint.substr(bad.complaint.rfind('\''));
    const std::string said = complaint(pack("bad.zip", bad.entries));
    EXPECT_TRUE(said.starts_with("bad.zip: entry '") && said.ends_with(reason)) << said;
  }
  EXPECT_FALSE(fs::exists("/tmp/evil"));
  EXPECT_FALSE(fs::exists(place.path() / "evil"));
}

TEST_F(Intake, RefusesBombs) {
  const IntakeLimits small{.bytes = 4u << 20, .files = 20, .depth = 8, .archive_bytes = 1u << 20};
  pack("bomb.tar", {{"zeros", std::string(8u << 20, '\0')}});
  file("zeros", std::string(8u << 20, '\0'));
  shell("gzip -c bomb.tar > bomb.tar.gz; gzip -c bomb.tar.gz > twice.gz; zip -q bomb.zip zeros");
  EXPECT_LT(fs::file_size(place.path() / "bomb.tar.gz"), 100'000u);
  for (const char* name : {"bomb.tar.gz", "twice.gz", "bomb.zip"})
    EXPECT_EQ(complaint(place.path() / name, small), cat(name, ": unpacks to more than 4 MiB"));
  // A sparse file: one byte after a hole of a terabyte.
  const std::uint64_t hole = std::uint64_t{1} << 30;
  const std::string map = octal(hole, 12) + octal(1, 12) + std::string(73, '\0') + octal(hole + 1, 12);
  file("sparse.tar", tar_entry("hole", 'S', "", "x", map) + std::string(1024, '\0'));
  EXPECT_EQ(complaint(place.path() / "sparse.tar", small), "sparse.tar: unpacks to more than 4 MiB");
  std::vector<Entry> many;
  for (int i = 0; i < 30; ++i) many.push_back({cat("f", i), "x"});
  EXPECT_EQ(complaint(pack("many.zip", many), small), "many.zip: more than 20 files and directories");
  std::string noise;
  for (int i = 0; i < (2 << 20); ++i) noise += static_cast<char>(i * 2'654'435'761u >> 24);
  EXPECT_EQ(complaint(file("large.zip", noise), small), "large.zip: larger than 1 MiB");
  file("hw/zeros", std::string(8u << 20, '\0'));
  EXPECT_EQ(complaint(place.path() / "hw", small), "hw/zeros: more than 4 MiB in all files together");
}

TEST_F(Intake, RefusesWhatIsNoArchive) {
  const std::string start = "is no .zip or .tar archive that can be read";
  for (const auto& [name, text] : std::vector<std::pair<std::string, std::string>>{
           {"a.zip", ""}, {"b.zip", "PK\x03\x04"}, {"c.rar", "Rar!\x1A\x07\x01\x00"}, {"d.py", "print()\n"}, {"e.tar.gz", "\x1F\x8B\x08"}}) {
    EXPECT_TRUE(complaint(file(name, text)).starts_with(cat(name, ": ", start))) << complaint(place.path() / name);
  }
  const std::string whole = read_file(pack("f.zip", {{"app/main.py", std::string(5000, 'x')}, {"b", "y"}}));
  EXPECT_TRUE(complaint(file("f.zip", whole.substr(0, whole.size() / 2))).starts_with("f.zip: ")) << "cut short";
  const std::string packed = read_file(pack("g.tar", {{"app/main.py", std::string(5000, 'x')}}));
  EXPECT_TRUE(complaint(file("g.tar", packed.substr(0, packed.size() / 2))).starts_with(cat("g.tar: ", start)));
}

TEST_F(Intake, RefusesEncryptedArchives) {
  file("hw/app/main.py", "secret\n");
  shell("zip -qr -P secret a.zip hw");
  EXPECT_EQ(complaint(place.path() / "a.zip"), "a.zip: entry 'hw/app/main.py' is encrypted");
}

TEST_F(Intake, SurvivesEveryChangedByte) {
  const std::string whole = read_file(pack("a.zip", {{"app/main.py", "print()\n"}, {"b/", "", folder}}));
  for (std::size_t at = 0; at < whole.size(); at += 9) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0xFF);
    const std::string said = complaint(file("changed.zip", changed));
    EXPECT_TRUE(said == "no complaint" || said.starts_with("changed.zip")) << said;
    EXPECT_EQ(said.find("SIG"), std::string::npos) << at << said;
  }
}

TEST_F(Intake, ReadsSubmissionToml) {
  file("hw/app/main.py");
  file("hw/submission.toml", "\xEF\xBB\xBF" "build = [\"make\"]\n[role.api]\ncommand = [\"./server\", \"{port}\"]\n");
  const Submission got = take(place.path() / "hw");
  EXPECT_EQ(got.build, std::vector<std::string>{"make"});
  EXPECT_EQ(got.commands.at("api"), (std::vector<std::string>{"./server", "{port}"}));
  EXPECT_TRUE(got.python) << "there is Python in it";
  fs::remove_all(place.path() / "hw/app");
  const Submission other = take(place.path() / "hw");
  EXPECT_FALSE(other.python);
  EXPECT_TRUE(other.missing.empty()) << "it says itself how it is started";
}

TEST_F(Intake, ComplainsAboutSubmissionTomlWithItsPlace) {
  file("hw/app/main.py");
  const Entry fine{"hw/app/main.py", "x"};
  const std::vector<std::pair<std::string, std::string>> wrongs{
      {"build = 'make'", ":1:9: build: expected a list, got text in quotes"},
      {"timeout = 5", ":1:1: unknown key 'timeout' (known: build, role)"},
      {"[role.apy]\ncommand = ['x']", ":1:1: unknown role 'apy' (known: api, migrate)"},
      {"[role.api]\ncommand = ['x']\ncwd = '/'", ":3:1: unknown key 'cwd' (known: command)"},
      {"[role.api]\ncommand = []", ":2:11: command: expected at least one, got none"},
      {"[role.api]\ncommand = ['']", ":2:12: command: expected text in quotes, got an empty one"},
  };
  for (const auto& [text, expected] : wrongs) {
    file("hw/submission.toml", text);
    EXPECT_EQ(complaint(place.path() / "hw"), cat("hw/submission.toml", expected));
    EXPECT_EQ(complaint(pack("a.zip", {fine, {"hw/submission.toml", text}})), cat("a.zip/submission.toml", expected));
  }
  file("hw/submission.toml", "build = [\n\x1b]0;evil\x07");
  EXPECT_TRUE(complaint(place.path() / "hw").starts_with("hw/submission.toml:2:1: not TOML: "));
  EXPECT_EQ(complaint(place.path() / "hw").find('\x1b'), std::string::npos);
  file("hw/submission.toml", cat("a = ", std::string(200'000, '['), "\n"));
  EXPECT_TRUE(complaint(place.path() / "hw").starts_with("hw/submission.toml:1:"));
}

TEST_F(Intake, PutsTheCoursesFilesBack) {
  file("starter/tests/conftest.py", "ours\n");
  file("starter/app/lock.txt", "ours\n");
  file("starter/same.txt", "same\n");
  assignment.protected_files = {"tests/conftest.py", "app/lock.txt", "same.txt"};
  file("hw/tests", "a file where a folder belongs\n");
  file("hw/app/lock.txt", "changed\n");
  file("hw/same.txt", "same\n");
  const Submission got = take(place.path() / "hw");
  EXPECT_EQ(got.restored, (std::vector<std::string>{"app/lock.txt"})) << "what it left out is given, not restored";
  EXPECT_EQ(read_file(got.tree / "tests/conftest.py"), "ours\n");
  EXPECT_EQ(read_file(got.tree / "app/lock.txt"), "ours\n");
}

TEST_F(Intake, TakesAFileThatAssignmentsShareFromOnePlace) {
  file("starter/own.py", "the starter's\n");
  file("common/own.py", "everybody's\n");
  file("common/server.py", "everybody's\n");
  assignment.common = place.path() / "common";
  assignment.protected_files = {"own.py", "server.py"};
  file("hw/server.py", "changed\n");
  file("hw/main.cpp");
  file("hw/submission.toml", "build = ['make']\n[role.api]\ncommand = ['./main']\n");
  const Submission got = take(place.path() / "hw");
  EXPECT_EQ(read_file(got.tree / "own.py"), "the starter's\n");
  EXPECT_EQ(read_file(got.tree / "server.py"), "everybody's\n");
  EXPECT_EQ(got.restored, std::vector<std::string>{"server.py"});
  EXPECT_FALSE(got.python) << "the course's files are not its own";
}

const std::string git_setup =
    "export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1; g() { git -C hw -c user.name=Ada -c user.email=ada@example.com \"$@\"; }; "
    "at() { export GIT_AUTHOR_DATE=\"$1\" GIT_COMMITTER_DATE=\"$1\"; }; git init -q -b main hw; ";

TEST_F(Intake, ReadsTheHistory) {
  file("starter/app/main.py", "given\n");
  assignment.protected_files = {};
  shell(git_setup +
        "mkdir hw/app; printf 'given\\r\\n' > hw/app/main.py; at '2026-11-18T10:00:00 +0000'; g add .; g commit -qm 'Initial commit of the course'; "
        "echo own >> hw/app/main.py; at '2026-11-19T22:30:00 +0000'; g commit -qam 'feat: add the products'; "   // 20 November in Moscow
        "echo more >> hw/app/main.py; at '2026-11-20T10:00:00 +0000'; g commit -qam 'fix'; "
        "echo even >> hw/app/main.py; at '2026-11-20T11:00:00 +0000'; g -c user.name='dependabot[bot]' commit -qam 'chore: bump everything'; "
        "g checkout -qb side HEAD~1; echo s > hw/side; g add .; at '2026-11-20T12:00:00 +0000'; g commit -qm 'додано файл'; g checkout -q main; "
        "at '2026-11-21T12:00:00 +0000'; g merge -q --no-ff -m 'merge the side branch' side");
  const auto check = [](const Submission& got) {
    ASSERT_TRUE(got.history.has_value());
    const auto& commits = got.history->commits;
    ASSERT_EQ(commits.size(), 6u);
    EXPECT_FALSE(got.history->shallow);
    EXPECT_FALSE(commits[0].meaningful) << "a merge";
    EXPECT_TRUE(commits[1].meaningful) << "ten characters of Cyrillic and more";
    EXPECT_FALSE(commits[2].meaningful) << "a bot";
    EXPECT_FALSE(commits[3].meaningful) << "a short message";
    EXPECT_TRUE(commits[4].meaningful);
    EXPECT_EQ(commits[4].day, "2026-11-20") << "in the course's time zone";
    EXPECT_FALSE(commits[5].meaningful) << "the starter, whatever its line ends";
    EXPECT_EQ(commits[5].time, 1'794'996'000);
    EXPECT_FALSE(fs::exists(got.tree / ".git"));
  };
  check(take(place.path() / "hw"));
  shell("tar -czf a.tar.gz hw; cd hw; zip -qr ../b.zip .");
  check(take(place.path() / "a.tar.gz"));
  check(take(place.path() / "b.zip"));
  shell("git -C hw -c gc.auto=0 gc -q; tar -czf c.tar.gz hw");
  check(take(place.path() / "hw"));
  check(take(place.path() / "c.tar.gz"));
}

TEST_F(Intake, CountsNoCommitThatOnlyTouchesProtectedFiles) {
  file("starter/tests/conftest.py", "ours\n");
  assignment.protected_files = {"tests/conftest.py"};
  shell(git_setup + "mkdir hw/tests; echo mine > hw/tests/conftest.py; g add .; g commit -qm 'tests: change the fixture'");
  const Submission got = take(place.path() / "hw");
  ASSERT_EQ(got.history->commits.size(), 1u);
  EXPECT_FALSE(got.history->commits[0].meaningful);
}

TEST_F(Intake, SaysThatACloneIsShallow) {
  shell(git_setup + "for i in 1 2 3; do echo $i > hw/a; g add .; g commit -qm \"commit number $i\"; done; "
                    "git clone -q --depth 1 file://$PWD/hw shallow");
  const Submission got = take(place.path() / "shallow");
  ASSERT_TRUE(got.history.has_value());
  EXPECT_TRUE(got.history->shallow);
  EXPECT_EQ(got.history->commits.size(), 1u);
}

TEST_F(Intake, SeesOnlyTheSubmissionsOwnRepository) {
  shell(git_setup + "mkdir hw/inner; echo x > hw/inner/a; g add .; g commit -qm 'the whole repository'");
  EXPECT_FALSE(take(place.path() / "hw/inner").history.has_value()) << "a parent's repository is not its own";
  file("linked/a");
  file("linked/.git", cat("gitdir: ", (place.path() / "hw/.git").string(), "\n"));
  EXPECT_FALSE(take(place.path() / "linked").history.has_value());
  file("linked2/a");
  fs::create_symlink(place.path() / "hw/.git", place.path() / "linked2/.git");
  EXPECT_FALSE(take(place.path() / "linked2").history.has_value());
}

TEST_F(Intake, HasAnEmptyHistoryBeforeTheFirstCommitAndNoneOfGarbage) {
  shell(git_setup + "echo x > hw/a");
  ASSERT_TRUE(take(place.path() / "hw").history.has_value());
  EXPECT_TRUE(take(place.path() / "hw").history->commits.empty());
  file("bad/a");
  file("bad/.git/HEAD", std::string(5000, '\xFF'));
  file("bad/.git/objects/x");
  file("bad/.git/refs/heads/main", "zz\n");
  EXPECT_FALSE(take(place.path() / "bad").history.has_value());
}

TEST_F(Intake, ExecutesNothingOfARepository) {
  const std::string canary = (place.path() / "canary").string();
  shell(git_setup + cat("echo x > hw/a; g add .; g commit -qm 'the first commit of all'; "
                        "for k in core.fsmonitor core.sshCommand filter.x.clean filter.x.smudge diff.x.command diff.x.textconv core.pager core.editor; do "
                        "g config $k 'touch ", canary, "'; done; g config include.path '", canary, ".config'; "
                        "echo '* filter=x diff=x' > hw/.gitattributes; "
                        "for h in post-checkout pre-commit post-index-change reference-transaction; do printf '#!/bin/sh\\ntouch ", canary,
                        "\\n' > hw/.git/hooks/$h; chmod +x hw/.git/hooks/$h; done; "
                        "echo /etc > hw/.git/objects/info/alternates; rm -f '", canary, "'; tar -czf a.tar.gz hw"));
  EXPECT_EQ(take(place.path() / "hw").history->commits.size(), 1u);
  EXPECT_EQ(take(place.path() / "a.tar.gz").history->commits.size(), 1u);
  EXPECT_FALSE(fs::exists(canary));
}

TEST_F(Intake, NamesASubmissionAfterItsDirectoryOrArchive) {
  fs::create_directories(place.path() / "v1.zip");
  EXPECT_EQ(submission_name(place.path() / "v1.zip"), "v1.zip") << "a directory keeps its name";
  EXPECT_EQ(submission_name(place.path() / "v1.zip/"), "v1.zip");
  EXPECT_EQ(submission_name("hw/Ада.tar.gz"), "Ада");
  EXPECT_EQ(submission_name("hw/ada.lovelace.zip"), "ada.lovelace");
  EXPECT_EQ(submission_name("."), fs::current_path().filename());
  EXPECT_EQ(submission_name(".zip"), ".zip");
}

}  // namespace
}  // namespace assay
