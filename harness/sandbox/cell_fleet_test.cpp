// Many cells, side by side and one after the other.
#include "sandbox/cell_under_test.hpp"

namespace assay {
namespace {

class CellFleets : public Cells {
 protected:
  /// What a cell that goes wrong would leave behind in the kernel and in this process.
  static std::string belongings() {
    const auto count = [](const fs::path& directory, auto counts) {
      std::error_code gone;
      int found = 0;
      for (const auto& entry : fs::directory_iterator(directory, gone)) found += counts(entry.path().filename().string());
      return found;
    };
    const std::string mounts = read_file("/proc/self/mountinfo");
    const int children = static_cast<int>(split(trimmed(read_file(cat("/proc/self/task/", ::getpid(), "/children"))), ' ').size());
    return cat("descriptors ", count("/proc/self/fd", [](const std::string&) { return true; }), ", mounts ",
               std::count(mounts.begin(), mounts.end(), '\n'), ", children ", children);
  }
};

TEST_P(CellFleets, OfThirtyTwoLiveSideBySideOnTheSamePorts) {
  std::vector<std::unique_ptr<CellUnderTest>> cells;
  for (int number = 0; number < 32; ++number) {
    auto& each = *cells.emplace_back(std::make_unique<CellUnderTest>(GetParam()));
    each.spec.add("listen", "postgres:5432").add("port", "api:8000");
    each.spec.shell("api", cat("exec python3 -c 'import socket\n"
                               "s = socket.create_server((\"127.0.0.1\", {port.api}))\n"
                               "print(\"ready\", flush=True)\n"
                               "c = s.accept()[0]; c.sendall(b\"", number % 10, "\"); c.close(); s.accept()'"));
    each.start();
  }
  for (const auto& each : cells) EXPECT_EQ(each->said("start api"), "started api");
  for (int number = 0; number < 32; ++number) {
    CellUnderTest& each = *cells[static_cast<std::size_t>(number)];
    ASSERT_EQ(each.line("api"), "ready") << each.errors();
    const Answer sockets = each.ask("sockets 1");
    sockaddr_in address = loopback_port(8000);
    ::connect(sockets.fds.at(0).get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    pollfd ready{sockets.fds[0].get(), POLLIN, 0};
    ASSERT_EQ(::poll(&ready, 1, 10'000), 1);
    char who = 0;
    EXPECT_EQ(::read(sockets.fds[0].get(), &who, 1), 1);
    EXPECT_EQ(who, static_cast<char>('0' + number % 10));
  }
  for (const auto& each : cells) EXPECT_TRUE(each->finish().starts_with("role api 6 6 0\nready\n"));
}

TEST_P(CellFleets, OfTwoHundredOneAfterTheOtherLeaveNothingBehind) {
  const auto live = [] {
    CellUnderTest each(GetParam());
    each.spec.add("listen", "postgres:5432").shell("daemon", "setsid sleep 60 & echo ready; sleep 60");
    each.start();
    ASSERT_EQ(each.said("start daemon"), "started daemon") << each.errors();
    each.said("signal daemon kill");
    each.finish();
    ASSERT_EQ(each.status, 0) << each.errors();
  };
  live();
  const std::string before = belongings();
  for (int number = 1; number < 200; ++number) live();
  EXPECT_EQ(belongings(), before);
}

TEST_P(CellFleets, StartsOfARoleLeaveNothingBehindInTheCell) {
  cell.spec.shell("daemon", "setsid sleep 60 & echo ready; sleep 60");
  cell.start();
  const auto open = [&] {
    std::error_code hidden;
    return std::distance(fs::directory_iterator(cat("/proc/", cell.child.pid(), "/fd"), hidden), fs::directory_iterator());
  };
  std::ptrdiff_t before = 0;
  for (int number = 0; number < 50; ++number) {
    ASSERT_EQ(cell.said("start daemon"), "started daemon");
    cell.said("signal daemon kill");
    if (number == 0) before = open();
  }
  EXPECT_EQ(open(), before);
  EXPECT_GT(before, 0);
  EXPECT_EQ(trimmed(read_file(cat("/proc/", cell.child.pid(), "/task/", cell.child.pid(), "/children"))), "");
}

INSTANTIATE_TEST_SUITE_P(As, CellFleets, testing::Values(Privilege::root_full, Privilege::user_full), privilege_of);

}  // namespace
}  // namespace assay
