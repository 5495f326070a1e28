#include "load/intake_test.hpp"

#include <sys/stat.h>
#include <sys/wait.h>

namespace assay {
namespace {

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
