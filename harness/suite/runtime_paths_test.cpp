#include "suite/runtime_paths.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace assay {
namespace {

/// An environment made from the interpreter `program`, as `python -m venv` lays it out.
void make_environment(const fs::path& at, const fs::path& program) {
  fs::create_directories(at / "bin");
  fs::create_symlink(program, at / "bin" / "python");
  write_file(at / "pyvenv.cfg", cat("home = ", program.parent_path().string(), "\nversion = 3.11.2\n"));
}

std::vector<std::string> names(const std::vector<fs::path>& paths, const fs::path& below) {
  std::vector<std::string> found;
  for (const fs::path& path : paths) found.push_back(path.lexically_relative(below).string());
  return found;
}

TEST(RuntimePaths, AreTheEnvironmentsAloneWithTheSystemsInterpreter) {
  const TemporaryDirectory place("/tmp", "runtime-paths-");
  const Runtime runtime{.course = place.path() / "course", .tools = place.path() / "tools"};
  make_environment(runtime.course, "/usr/bin/python3");
  make_environment(runtime.tools, "/usr/bin/python3");
  EXPECT_EQ(names(runtime_paths(runtime, false), place.path()), (std::vector<std::string>{"course"}));
  EXPECT_EQ(names(runtime_paths(runtime, true), place.path()), (std::vector<std::string>{"course", "tools"}));
}

TEST(RuntimePaths, HoldAnInterpreterInSomebodysHomeAsNamedAndAsItIs) {
  const TemporaryDirectory place("/tmp", "runtime-paths-");
  const fs::path prefix = place.path() / "versions/3.11.7";
  for (const char* part : {"bin", "lib", "secrets"}) fs::create_directories(prefix / part);
  write_file(prefix / "bin/python3.11", "");
  fs::create_symlink("python3.11", prefix / "bin/python3");
  fs::create_directory_symlink("3.11.7", place.path() / "versions/3.11");
  make_environment(place.path() / "real", place.path() / "versions/3.11/bin/python3");
  fs::create_directory_symlink("real", place.path() / "course");
  EXPECT_EQ(names(runtime_paths({.course = place.path() / "course"}, false), place.path()),
            (std::vector<std::string>{"course", "real", "versions/3.11/bin", "versions/3.11.7/bin", "versions/3.11/lib",
                                      "versions/3.11.7/lib"}));
}

TEST(RuntimePaths, NeverHoldTheRoot) {
  const TemporaryDirectory place("/tmp", "runtime-paths-");
  make_environment(place.path() / "course", "/bin/python3");
  EXPECT_EQ(names(runtime_paths({.course = place.path() / "course"}, false), place.path()), (std::vector<std::string>{"course"}));
}

}  // namespace
}  // namespace assay
