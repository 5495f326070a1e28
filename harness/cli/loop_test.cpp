// What the student's loop stands on: the working directory, the notice of saves, and terminals that do not speak UTF-8.
#include <gtest/gtest.h>
#include <poll.h>

#include "base/text.hpp"
#include "cli/charset.hpp"
#include "cli/saves.hpp"
#include "cli/working_directory.hpp"

namespace assay {
namespace {

class Place : public testing::Test {
 protected:
  Place() : place_(fs::temp_directory_path(), "assay-loop-test-") {}
  fs::path root() const { return place_.path(); }
  void write(const fs::path& file, const std::string& text = "x") const {
    fs::create_directories((root() / file).parent_path());
    write_file(root() / file, text);
  }

 private:
  TemporaryDirectory place_;
};

using WorkingDirectories = Place;

TEST_F(WorkingDirectories, AreFoundFromBelow) {
  EXPECT_FALSE(find_working_directory(root()));
  mark_working_directory(root(), "products-api");
  fs::create_directories(root() / "app/deep");
  const auto found = find_working_directory(root() / "app/deep");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->assignment, "products-api");
  EXPECT_TRUE(fs::equivalent(found->root, root()));
}

TEST_F(WorkingDirectories, KeepTheLastChecksAndForgetTheOldest) {
  const WorkingDirectory where = mark_working_directory(root(), "products-api");
  for (int i = 0; i < 35; ++i) {
    RunRecord record;
    record.assignment = "products-api";
    record.seed = cat(i);
    keep_check(where, record);
  }
  const std::vector<RunRecord> kept = kept_checks(where);
  ASSERT_EQ(kept.size(), 30u);
  EXPECT_EQ(kept.front().seed, "5");
  EXPECT_EQ(kept.back().seed, "34");
}

TEST_F(WorkingDirectories, PassOverWhatIsNoRecordOfTheAssignment) {
  const WorkingDirectory where = mark_working_directory(root(), "products-api");
  write(".assay/checks/000001.json", "{ broken");
  RunRecord other;
  other.assignment = "another";
  keep_check(where, other);
  EXPECT_TRUE(kept_checks(where).empty());
}

class SavesTest : public Place {
 protected:
  std::set<std::string> next(Saves& saves) {
    pollfd waiting{saves.descriptor(), POLLIN, 0};
    return ::poll(&waiting, 1, 5000) == 1 ? saves.take().files : std::set<std::string>{"nothing within 5 s"};
  }
};

TEST_F(SavesTest, NameWhatWasWrittenRenamedAndRemoved) {
  write("app/main.py");
  Saves saves(root());
  write("app/main.py", "y");   // By a neighbour that is renamed, as editors do.
  EXPECT_TRUE(next(saves).contains("app/main.py"));
  fs::remove(root() / "app/main.py");
  EXPECT_EQ(next(saves), std::set<std::string>{"app/main.py"});
}

TEST_F(SavesTest, FollowDirectoriesThatAreMadeLater) {
  Saves saves(root());
  fs::create_directory(root() / "migrations");
  next(saves);
  write("migrations/0001.py");
  EXPECT_TRUE(next(saves).contains("migrations/0001.py"));
}

TEST_F(SavesTest, PassOverWhatIsNotTheWork) {
  for (const char* file : {".git/index", "app/__pycache__/main.pyc", ".assay/checks/1.json", "app/.main.py.swp", "app/main.py~", "app/4913"})
    EXPECT_FALSE(matters(file)) << file;
  for (const char* file : {"app/main.py", "alembic.ini", ".env", "migrations"}) EXPECT_TRUE(matters(file)) << file;
}

TEST(Charset, WritesLettersAsTheTerminalHasThem) {
  EXPECT_EQ(in_charset("Да ✓ → «так»", "CP1251"), "\xc4\xe0 + -> \xab\xf2\xe0\xea\xbb");
  EXPECT_EQ(in_charset("Ґ", "KOI8-R"), "?");
  EXPECT_EQ(in_charset("plain │ …", "ISO-8859-5"), "plain | ...");
  EXPECT_EQ(in_charset("Да ✓", "no such set"), "Да ✓");
}

}  // namespace
}  // namespace assay
