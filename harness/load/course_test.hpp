// What tests of the loaders share: a small course on disk.
#pragma once
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "load/load.hpp"
#include "load/toml_file.hpp"

namespace assay {

template <class Call>
inline std::string complaint_of(Call call) {
  try {
    call();
  } catch (const Fault& fault) {
    return fault.what();
  }
  return "no complaint";
}

/// A course of one assignment, whose suite is a script that lists its tests.
class Course : public testing::Test {
 protected:
  Course() {
    fs::create_directories(home.root / "assignments/shop");
    fs::create_directories(home.root / "rubrics");
    fs::create_directories(home.parts / "suites");
    lists(home.suite("shop"), "Running main() from main.cpp\nHealth.\n  Says\n  Recovers\nModel.\n  Id\n");
    lists(home.checks(), "Prepare.\n  Builds\nStatic.\n  Imports\nOwnTests.\n  Pass\n");
  }

  void lists(const fs::path& program, const std::string& list) {
    write_file(program, cat("#!/bin/sh\ncat <<'END'\n", list, "END\n"));
    ::chmod(program.c_str(), 0755);
  }
  void assignment(const std::string& text) { write_file(home.root / "assignments/shop/assignment.toml", text); }
  void rubric(const std::string& text) { write_file(home.root / "rubrics/shop.toml", text); }

  /// Without the directory of the test, so that a complaint begins with its file.
  std::string shortened(const std::string& text) const { return replaced(text, shown_path(home.root) + "/", ""); }
  std::string complaint() {
    return shortened(complaint_of([&] { load_assignment(home, "shop"); }));
  }
  std::string rubric_complaint() {
    return shortened(complaint_of([&] { load_rubric(home, load_assignment(home, "shop")); }));
  }

  TemporaryDirectory place{fs::temp_directory_path(), "assay-load-test-"};
  Home home{place.path() / "course", place.path() / "parts"};
};

inline const std::string head = R"(id = "shop"
title = { uk = "Крамниця", ru = "Магазин", en = "Shop" }
)";
inline const std::string groups = R"([[group]]
name = "Health"
waits = true
[[group]]
name = "Model"
start = "empty"
)";

}  // namespace assay
