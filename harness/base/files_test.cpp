#include "base/files.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/socket.h>

#include <cstdlib>
#include <fstream>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"

namespace assay {
namespace {

class Files : public testing::Test {
 protected:
  fs::path make(const std::string& name, const std::string& text = "") {
    const fs::path path = place.path() / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path;
  }
  std::string complaint_of_copying(const fs::path& from, const CopyRules& rules = {}) {
    try {
      copy_tree(from, place.path() / "copy", rules);
    } catch (const Fault& fault) {
      return fault.what();
    }
    return "no complaint";
  }

  TemporaryDirectory place{fs::temp_directory_path(), "assay-files-test-"};
};

TEST_F(Files, ReadsBackWhatItWrote) {
  const std::string text("Привіт\0\n", 14);
  write_file(place.path() / "a", text);
  EXPECT_EQ(read_file(place.path() / "a"), text);
  write_file(place.path() / "a", "");
  EXPECT_EQ(read_file(place.path() / "a"), "");
  EXPECT_EQ(std::distance(fs::directory_iterator(place.path()), {}), 1) << "a neighbour was left";
}

TEST_F(Files, WritesIntoAPipeAndLeavesIt) {
  const fs::path pipe = place.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const UniqueFd reader(::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  write_file(pipe, "text");
  char read[8] = {};
  EXPECT_EQ(::read(reader.get(), read, sizeof read), 4);
  EXPECT_STREQ(read, "text");
  EXPECT_TRUE(fs::is_fifo(pipe));
}

TEST_F(Files, ReplacesAFileInSharedMemory) {
  const TemporaryDirectory memory("/dev/shm", "assay-files-test-");
  for (const char* text : {"first", "second"}) write_file(memory.path() / "a", text);
  EXPECT_EQ(read_file(memory.path() / "a"), "second");
}

TEST_F(Files, RefusesWhatIsLargerThanTheLimit) {
  write_file(place.path() / "a", "12345");
  EXPECT_EQ(read_file(place.path() / "a", 5), "12345");
  EXPECT_THROW(read_file(place.path() / "a", 4), Fault);
  EXPECT_THROW(read_file(place.path() / "missing"), Fault);
  EXPECT_THROW(read_file(place.path()), Fault);
}

TEST_F(Files, CopiesContentsTimesAndExecutableBits) {
  const fs::path script = make("tree/Тека/run.sh", "#!/bin/sh\n");
  fs::permissions(script, fs::perms(0701));
  make("tree/empty");
  fs::create_directory(place.path() / "tree/hollow");
  const timespec old[2] = {{1'000'000'000, 0}, {1'000'000'000, 5}};
  ::utimensat(AT_FDCWD, script.c_str(), old, 0);
  ::utimensat(AT_FDCWD, (place.path() / "tree/hollow").c_str(), old, 0);

  copy_tree(place.path() / "tree", place.path() / "copy");

  struct stat info {};
  ASSERT_EQ(::stat((place.path() / "copy/Тека/run.sh").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0755u);
  EXPECT_EQ(info.st_mtim.tv_sec, 1'000'000'000);
  EXPECT_EQ(info.st_mtim.tv_nsec, 5);
  ASSERT_EQ(::stat((place.path() / "copy/hollow").c_str(), &info), 0);
  EXPECT_EQ(info.st_mtim.tv_sec, 1'000'000'000);
  ASSERT_EQ(::stat((place.path() / "copy/empty").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0644u);
  EXPECT_EQ(tree_digest(place.path() / "tree"), tree_digest(place.path() / "copy"));
}

TEST_F(Files, GivesTheCopyToItsOwner) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  make("tree/a/b", "x");
  copy_tree(place.path() / "tree", place.path() / "copy", Owner{61'234, 61'235});
  for (const char* name : {"copy", "copy/a", "copy/a/b"}) {
    struct stat info {};
    ASSERT_EQ(::stat((place.path() / name).c_str(), &info), 0);
    EXPECT_EQ(info.st_uid, 61'234u);
    EXPECT_EQ(info.st_gid, 61'235u);
  }
}

TEST_F(Files, RefusesToCopyLinksAndNamesThem) {
  make("tree/a");
  fs::create_symlink("/etc", place.path() / "tree/data");
  EXPECT_EQ(complaint_of_copying(place.path() / "tree"),
            cat(place.path().string(), "/tree/data: is a symbolic link, expected a file or a directory"));
}

TEST_F(Files, RefusesToCopyPipesAndSocketsWithoutWaiting) {
  make("pipes/a");
  ::mkfifo((place.path() / "pipes/pipe").c_str(), 0600);
  EXPECT_NE(complaint_of_copying(place.path() / "pipes").find("is a named pipe"), std::string::npos);
  remove_tree(place.path() / "copy");

  make("sockets/a");
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  (place.path() / "sockets/s").string().copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ::close(fd);
  EXPECT_NE(complaint_of_copying(place.path() / "sockets").find("is a socket"), std::string::npos);
}

TEST_F(Files, FollowsTheLinkThatTheOperatorNames) {
  make("tree/a", "x");
  fs::create_symlink(place.path() / "tree", place.path() / "link");
  copy_tree(place.path() / "link", place.path() / "copy");
  EXPECT_EQ(read_file(place.path() / "copy/a"), "x");
  EXPECT_FALSE(fs::is_symlink(place.path() / "copy"));
}

TEST_F(Files, CopiesASingleFile) {
  copy_tree(make("one", "x"), place.path() / "copy");
  EXPECT_EQ(read_file(place.path() / "copy"), "x");
}

TEST_F(Files, LeavesOutWhatIsToBeSkippedEvenALink) {
  make("tree/keep/a");
  make("tree/keep/__pycache__/a.pyc");
  fs::create_symlink("/etc", place.path() / "tree/.venv");
  copy_tree(place.path() / "tree", place.path() / "copy", CopyRules{.skip = {".venv", "__pycache__"}});
  EXPECT_TRUE(fs::exists(place.path() / "copy/keep/a"));
  EXPECT_FALSE(fs::exists(place.path() / "copy/keep/__pycache__"));
  EXPECT_FALSE(fs::exists(fs::symlink_status(place.path() / "copy/.venv")));
}

TEST_F(Files, StopsACopyAtEachLimit) {
  make("tree/a", std::string(3 << 20, 'a'));
  make("tree/b/c/d", "d");
  EXPECT_NE(complaint_of_copying(place.path() / "tree", {.skip = {}, .bytes = 2u << 20}).find("more than 2 MiB"),
            std::string::npos);
  remove_tree(place.path() / "copy");
  EXPECT_NE(complaint_of_copying(place.path() / "tree", {.skip = {}, .files = 4}).find("more than 4 files"),
            std::string::npos);
  remove_tree(place.path() / "copy");
  EXPECT_NE(complaint_of_copying(place.path() / "tree", {.skip = {}, .depth = 1}).find("nested deeper than 1"),
            std::string::npos);
  remove_tree(place.path() / "copy");
  EXPECT_EQ(complaint_of_copying(place.path() / "tree", {.skip = {}, .bytes = (3u << 20) + 1, .files = 5, .depth = 2}),
            "no complaint");
}

TEST_F(Files, RemovesWhateverModesAreLeft) {
  make("tree/a/b/c");
  fs::create_symlink("/etc", place.path() / "tree/a/link");
  ::mkfifo((place.path() / "tree/a/pipe").c_str(), 0);
  for (const char* name : {"tree/a/b", "tree/a", "tree"}) ::chmod((place.path() / name).c_str(), 0);
  const auto remove = [&] { remove_tree(place.path() / "tree"); };
  if (::geteuid() == 0) {
    // Root reads everything; what an ordinary user can do is tried in a child.
    for (const char* name : {"", "tree", "tree/a", "tree/a/b"})
      ASSERT_EQ(::lchown((place.path() / name).c_str(), 65'534, 65'534), 0);
    EXPECT_EXIT(
        {
          if (::setresuid(65'534, 65'534, 65'534) != 0) ::_exit(1);
          remove();
          ::_exit(::access((place.path() / "tree").c_str(), F_OK) == 0 ? 2 : 0);
        },
        testing::ExitedWithCode(0), "");
  } else {
    remove();
  }
  EXPECT_FALSE(fs::exists(place.path() / "tree"));
  EXPECT_TRUE(fs::exists("/etc/passwd"));
}

TEST_F(Files, RemovesTreesDeeperThanAnyPath) {
  const fs::path tree = place.path() / "deep";
  fs::create_directory(tree);
  int at = ::open(tree.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (int level = 0; level < 3'000; ++level) {
    ASSERT_EQ(::mkdirat(at, "directory", 0700), 0);
    const int file = ::openat(at, "file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ::close(file);
    const int next = ::openat(at, "directory", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ::close(at);
    at = next;
  }
  ::close(at);
  EXPECT_NE(complaint_of_copying(tree).find("nested deeper than 128"), std::string::npos);
  remove_tree(tree);
  EXPECT_FALSE(fs::exists(tree));
}

TEST_F(Files, RemovesALinkAndNotWhatItNames) {
  make("tree/a");
  fs::create_symlink(place.path() / "tree", place.path() / "link");
  remove_tree(place.path() / "link");
  EXPECT_FALSE(fs::exists(fs::symlink_status(place.path() / "link")));
  EXPECT_TRUE(fs::exists(place.path() / "tree/a"));
  remove_tree(place.path() / "missing");
}

TEST_F(Files, TemporaryDirectoryGoesWithItsScope) {
  fs::path path;
  {
    TemporaryDirectory first(place.path(), "t-");
    TemporaryDirectory second = std::move(first);
    path = second.path();
    make("t");
    std::ofstream(path / "a") << "x";
    struct stat info {};
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777, 0700u);
  }
  EXPECT_FALSE(fs::exists(path));
  EXPECT_THROW(TemporaryDirectory("/nowhere", "t-"), Fault);
}

TEST_F(Files, DigestSeesNamesContentsAndExecutableBits) {
  const fs::path file = make("tree/a/b", "x");
  const fs::path tree = place.path() / "tree";
  const std::string before = tree_digest(tree);
  EXPECT_EQ(tree_digest(tree), before);
  fs::permissions(file, fs::perms(0700));
  const std::string executable = tree_digest(tree);
  EXPECT_NE(executable, before);
  fs::permissions(file, fs::perms(0600));
  EXPECT_EQ(tree_digest(tree), before);
  make("tree/a/b", "y");
  EXPECT_NE(tree_digest(tree), before);
  make("tree/a/b", "x");
  make("tree/empty/c");
  fs::remove(tree / "empty/c");
  EXPECT_NE(tree_digest(tree), before) << "an empty directory counts";
}

TEST_F(Files, WorkPlaceHasTheRoomThatIsAskedFor) {
  EXPECT_TRUE(fs::is_directory(work_place(1u << 20)));
  EXPECT_THROW(work_place(std::uint64_t{1} << 60), Fault);
}

TEST_F(Files, WorkPlaceOfRootIsNotTheOneThatIsClosedToOthers) {
  const char* const before = std::getenv("XDG_RUNTIME_DIR");
  const std::string kept = before ? before : "";
  ::setenv("XDG_RUNTIME_DIR", place.path().c_str(), 1);
  EXPECT_EQ(work_place(1) == place.path(), ::geteuid() != 0);
  if (before) ::setenv("XDG_RUNTIME_DIR", kept.c_str(), 1);
  else ::unsetenv("XDG_RUNTIME_DIR");
}

}  // namespace
}  // namespace assay
