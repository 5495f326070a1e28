#include "sandbox/landlock.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include <cstddef>

#include <array>
#include <csignal>
#include <cstring>
#include <functional>

#include "base/files.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"
#include "sandbox/in_child_test.hpp"

namespace assay {
namespace {

using cell::Paths;
using cell::Reach;
using cell::TcpPorts;

/// A directory with `mine/` (writable), `theirs/` and a file in each.
class Landlock : public testing::Test {
 protected:
  void SetUp() override {
    if (cell::landlock_abi() == 0) GTEST_SKIP() << "this kernel has no Landlock";
    for (const char* name : {"mine", "mine/deep", "theirs"}) fs::create_directory(at(name));
    for (const char* name : {"mine/file", "theirs/file"}) write_file(at(name), "text");
    mine_ = at("mine");
    writable.add(mine_.c_str());
  }

  bool needs(int abi) const { return cell::landlock_abi() >= abi; }
  std::string at(const std::string& name) const { return (directory_.path() / name).string(); }

  /// errno of each attempt in a restricted child; -1 of all: it could not be restricted.
  template <std::size_t count>
  std::array<int, count> errors(Reach reach, std::array<std::function<bool()>, count> attempts,
                                const TcpPorts* bind = nullptr, const TcpPorts* connect = nullptr) {
    Shared<std::array<int, count>> found;
    found->fill(-1);
    in_child([&] {
      if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !cell::restrict_paths(reach, readable, writable, bind, connect))
        return 1;
      for (std::size_t number = 0; number < count; ++number) (*found)[number] = attempts[number]() ? 0 : errno;
      return 0;
    });
    return *found;
  }
  int error(Reach reach, std::function<bool()> attempt, const TcpPorts* bind = nullptr, const TcpPorts* connect = nullptr) {
    return errors<1>(reach, {std::move(attempt)}, bind, connect)[0];
  }
  std::function<bool()> opens(const std::string& name, int flags) const {
    return [path = name[0] == '/' ? name : at(name), flags] { return ::open(path.c_str(), flags | O_CLOEXEC, 0600) >= 0; };
  }

  Paths readable, writable;

 private:
  TemporaryDirectory directory_{"/tmp", "landlock-test-"};
  std::string mine_;
};

TEST_F(Landlock, ListsWhatMayBeRead) {
  const auto found = errors<5>(Reach::listed_only, {opens("mine/file", O_RDONLY), opens("theirs/file", O_RDONLY),
                                                    opens("theirs", O_RDONLY | O_DIRECTORY), opens("/etc/passwd", O_RDONLY),
                                                    opens("/proc/self/status", O_RDONLY)});
  EXPECT_EQ(found, (std::array{0, EACCES, EACCES, EACCES, EACCES}));
}

TEST_F(Landlock, LeavesTheWholeRootReadable) {
  const auto found = errors<3>(Reach::whole_root_readable,
                               {opens("theirs/file", O_RDONLY), opens("/etc/passwd", O_RDONLY), opens("theirs/file", O_WRONLY)});
  EXPECT_EQ(found, (std::array{0, 0, EACCES}));
}

TEST_F(Landlock, AllowsEveryKindOfWritingInTheBox) {
  const std::string file = at("mine/file"), moved = at("mine/deep/file"), made = at("mine/made");
  const auto found = errors<9>(
      Reach::listed_only,
      {opens("mine/new", O_WRONLY | O_CREAT), [&] { return ::rename(file.c_str(), moved.c_str()) == 0; },
       [&] { return ::truncate(moved.c_str(), 1) == 0; }, [&] { return ::mkdir(made.c_str(), 0700) == 0; },
       [&] { return ::rmdir(made.c_str()) == 0; }, [&] { return ::symlink("x", made.c_str()) == 0; },
       [&] { return ::unlink(made.c_str()) == 0; }, [&] { return ::mkfifo(made.c_str(), 0600) == 0; },
       [&] { return ::link(moved.c_str(), at("mine/link").c_str()) == 0; }});
  for (std::size_t attempt = 0; attempt < found.size(); ++attempt)
    EXPECT_EQ(found[attempt], (attempt == 1 || attempt == 8) && !needs(2) ? EXDEV : 0) << attempt;
}

TEST_F(Landlock, RefusesEveryKindOfWritingElsewhere) {
  const std::string file = at("theirs/file"), made = at("theirs/made"), device = at("mine/device");
  const auto found = errors<7>(
      Reach::whole_root_readable,
      {opens("theirs/new", O_WRONLY | O_CREAT), [&] { return ::rename(file.c_str(), made.c_str()) == 0; },
       [&] { return ::mkdir(made.c_str(), 0700) == 0; }, [&] { return ::unlink(file.c_str()) == 0; },
       [&] { return ::symlink("x", made.c_str()) == 0; }, [&] { return ::mknod(device.c_str(), S_IFCHR | 0600, makedev(1, 3)) == 0; },
       [&] { return !needs(3) || ::truncate(file.c_str(), 1) == 0; }});
  const bool root = ::getuid() == 0;
  EXPECT_EQ(found, (std::array{EACCES, EACCES, EACCES, EACCES, EACCES, root ? EACCES : EPERM, needs(3) ? EACCES : 0}));
}

TEST_F(Landlock, RefusesToMoveAFileOutOfTheBox) {
  const int found = error(Reach::whole_root_readable, [&] { return ::rename(at("mine/file").c_str(), at("theirs/moved").c_str()) == 0; });
  EXPECT_TRUE(found == EACCES || found == EXDEV) << found;
}

TEST_F(Landlock, TakesAFileAsAPathAndSkipsWhatIsNotThere) {
  const std::string file = at("theirs/file"), nothing = at("nothing");
  writable.add(file.c_str());
  readable.add(nothing.c_str());
  const auto found = errors<2>(Reach::listed_only, {opens("theirs/file", O_RDWR), opens("theirs", O_RDONLY)});
  EXPECT_EQ(found, (std::array{0, EACCES}));
}

/// A listener on a port of the kernel's choice.
struct Server {
  UniqueFd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::uint16_t port = 0;
  Server() {
    sockaddr_in address = on(0);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(fd.get(), 5), 0);
    ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
  }
  static sockaddr_in on(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
};

std::function<bool()> connects(std::uint16_t port) {
  return [port] {
    const sockaddr_in address = Server::on(port);
    return ::connect(::socket(AF_INET, SOCK_STREAM, 0), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  };
}

std::function<bool()> binds(std::uint16_t port) {
  return [port] {
    const sockaddr_in address = Server::on(port);
    return ::bind(::socket(AF_INET, SOCK_STREAM, 0), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  };
}

TEST_F(Landlock, LetsConnectToListedPortsOnly) {
  if (!needs(4)) GTEST_SKIP() << "needs ABI 4";
  const Server listed, other;
  TcpPorts connect;
  connect.add(listed.port);
  const auto found = errors<3>(Reach::whole_root_readable, {connects(listed.port), connects(other.port), binds(0)}, nullptr, &connect);
  EXPECT_EQ(found, (std::array{0, EACCES, 0}));
}

TEST_F(Landlock, LetsBindListedPortsOnly) {
  if (!needs(4)) GTEST_SKIP() << "needs ABI 4";
  std::uint16_t free = Server().port;
  const Server other;
  TcpPorts bind;
  bind.add(free);
  const auto found = errors<4>(Reach::whole_root_readable, {binds(free), binds(0), binds(1), connects(other.port)}, &bind);
  EXPECT_EQ(found, (std::array{0, EACCES, EACCES, 0}));
}

TEST_F(Landlock, KeepsSignalsAndAbstractSocketsInside) {
  if (!needs(6)) GTEST_SKIP() << "needs ABI 6";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = cat("landlock-test-", ::getpid());
  std::memcpy(address.sun_path + 1, name.data(), name.size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  const UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(listener.get(), 5), 0);
  const pid_t parent = ::getpid();
  const auto found = errors<4>(
      Reach::whole_root_readable,
      {[&] { return ::kill(parent, 0) == 0; },
       [&] { return ::connect(::socket(AF_UNIX, SOCK_STREAM, 0), reinterpret_cast<sockaddr*>(&address), size) == 0; },
       [] { return ::kill(::getpid(), 0) == 0; },
       [] {
         const pid_t child = ::fork();
         if (child == 0) for (;;) ::pause();
         int status = 0;
         return ::kill(child, SIGKILL) == 0 && ::waitpid(child, &status, 0) == child;
       }});
  EXPECT_EQ(found, (std::array{EPERM, EPERM, 0, 0}));
}

TEST_F(Landlock, LetsProgramsOfTheListedDirectoriesRun) {
  for (const char* path : {"/usr", "/bin", "/lib", "/lib64", "/etc"}) readable.add(path);
  EXPECT_EQ(error(Reach::listed_only, [] {
              const pid_t child = ::fork();
              if (child == 0) ::execl("/bin/sh", "sh", "-c", "true", nullptr), ::_exit(errno);
              int status = 0;
              ::waitpid(child, &status, 0);
              errno = WEXITSTATUS(status);
              return status == 0;
            }), 0);
}

}  // namespace
}  // namespace assay
