// Whole runs of what a student does: `assay start`, `assay check`, `--watch`.
#include "whole_runs_test.hpp"

#include <poll.h>

#include <csignal>
#include <thread>

#include "base/json.hpp"
#include "store/store.hpp"

namespace assay {
namespace {

class Checks : public WholeRuns {};

TEST_F(Checks, StartGivesADirectoryThatCheckUnderstands) {
  ASSERT_EQ(status(assay({"start", "products-api", "mine", "--lang", "uk"})), 0);
  EXPECT_EQ(read_file(place_.path() / "mine/TASK.md").find("<!--"), std::string::npos) << "anchors are for us";
  for (const char* file : {"TASK.md", ".env", ".vscode/tasks.json", ".assay/assignment", "app/main.py"})
    EXPECT_TRUE(fs::exists(place_.path() / "mine" / file)) << file;
  const Completed done = assay({"check", "mine", "--only", "Health.*", "--json", "--require", "1"});
  EXPECT_EQ(status(done), 1) << done.err;
  EXPECT_EQ(status(assay({"start", "products-api", "mine"})), 2);
}

TEST_F(Checks, CheckFindsTheWorkFromBelowAndKeepsItsRecord) {
  ASSERT_EQ(status(assay({"start", "products-api", "mine"})), 0);
  Spawn below = command({"check", "--json", "--seed", "7"});
  below.cwd = place_.path() / "mine" / "app";
  const Completed done = run(below, Deadline::in(300s), 16u << 20);
  EXPECT_EQ(status(done), 0) << done.err;
  const RunRecord record = load_record(place_.path() / "mine/.assay/checks/000001.json");
  EXPECT_EQ(record.seed, "7");
  EXPECT_FALSE(fs::exists(place_.path() / "mine/app/.assay"));
}

TEST_F(Checks, CheckOpensTheReportInTheBrowserThatIsNamed) {
  ASSERT_EQ(status(assay({"start", "products-api", "mine"})), 0);
  const Completed done = assay({"check", "mine", "--only", "Health.*", "--open"}, {{"BROWSER", "/bin/cp -t " + place_.path().string()}});
  EXPECT_EQ(status(done), 0) << done.err;
  EXPECT_NE(done.out.find("report.html"), std::string::npos);
  const fs::path copied = place_.path() / "report.html";   // By the "browser", which nobody waits for.
  for (const Deadline deadline = Deadline::in(10s); !fs::exists(copied) && !deadline.passed();) std::this_thread::yield();
  EXPECT_TRUE(fs::exists(copied));
}

TEST_F(Checks, WatchChecksAgainAfterASaveAndEndsCleanlyWhenInterrupted) {
  const fs::path work = place_.path() / "work";
  fs::copy(reference, work, fs::copy_options::recursive);
  const fs::path main = work / "app/main.py";
  const std::string right = read_file(main);
  write_file(main, replaced(right, "status_code=201", "status_code=200"));
  auto [read, write] = make_pipe();
  Spawn watching = command({"check", "products-api", work.string(), "--watch", "--only", "Products.*", "--seed", "7"});
  watching.descriptors = {{1, write.get()}};
  watching.grace = 10s;
  Child child = spawn(watching);
  write.reset();
  std::string said;
  const auto says = [&](const std::string& words) {
    for (const Deadline deadline = Deadline::in(120s); !deadline.passed() && said.find(words) == std::string::npos;) {
      pollfd waiting{read.get(), POLLIN, 0};
      if (::poll(&waiting, 1, 1000) != 1) continue;
      char bytes[4096];
      const ssize_t got = ::read(read.get(), bytes, sizeof bytes);
      if (got <= 0) break;
      said.append(bytes, static_cast<std::size_t>(got));
    }
    return said.find(words) != std::string::npos;
  };
  ASSERT_TRUE(says("Waiting for you to save")) << said;
  EXPECT_NE(said.find("Products.CreateIs201"), std::string::npos) << said;
  said.clear();
  write_file(main, right);
  ASSERT_TRUE(says("Works now")) << said;
  ASSERT_TRUE(says("Waiting for you to save")) << said;
  said.clear();
  write_file(work / "migrations/env.py", "raise SystemExit(1)\n");   // The database of the migration before must not hide it.
  ASSERT_TRUE(says("Waiting for you to save")) << said;
  EXPECT_LT(said.find("Broken now"), said.find("Checking everything")) << said;
  child.kill(SIGINT);
  const auto ended = child.wait(Deadline::in(20s));
  ASSERT_TRUE(ended);
  EXPECT_TRUE(WIFEXITED(*ended) && WEXITSTATUS(*ended) == 0);
}

}  // namespace
}  // namespace assay
