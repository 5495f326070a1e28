#include "migration_inputs.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

/// The reference of products-api, changed file by file.
class MigrationInputs : public testing::Test {
 protected:
  MigrationInputs() : place_(fs::temp_directory_path(), "assay-migration-inputs-") {
    fs::copy(fs::path(ASSAY_SOURCE_ROOT) / "reference/products-api/python", tree(), fs::copy_options::recursive);
    assignment_.roles["migrate"].commands = {{.argv = {"alembic", "upgrade", "head"}, .if_exists = {}}};
    submission_.tree = tree();
    before_ = digest();
  }
  fs::path tree() const { return place_.path() / "work"; }
  void append(const fs::path& file, const std::string& text) const {
    write_file(tree() / file, (fs::exists(tree() / file) ? read_file(tree() / file) : "") + text);
  }
  /// The digest of the whole tree differs from run to run, as each save changes it.
  std::string digest() {
    submission_.digest = "whole tree " + std::to_string(++saves_);
    return migration_digest(assignment_, {}, submission_);
  }
  bool same() { return digest() == before_; }

  TemporaryDirectory place_;
  Assignment assignment_;
  Submission submission_;
  std::string before_;
  int saves_ = 0;
};

TEST_F(MigrationInputs, AreNotTheModulesThatNoMigrationImports) {
  append("app/crud.py", "\n# saved\n");
  append("app/main.py", "\n# saved\n");
  append("tests/test_crud.py", "\n# saved\n");
  EXPECT_TRUE(same());
}

TEST_F(MigrationInputs, AreScriptsConfigurationAndWhatTheyImport) {
  for (const char* file : {"migrations/env.py", "migrations/versions/0002_add_sku.py", "migrations/versions/0003_new.py", "alembic.ini", ".env",
                           "app/models.py", "app/database.py", "app/__init__.py", "sitecustomize.py"}) {
    append(file, "\n# saved\n");
    const std::string now = digest();
    EXPECT_NE(now, before_) << file;
    before_ = now;
  }
}

TEST_F(MigrationInputs, GrowWithTheImportsOfModels) {
  append("app/models.py", "\nfrom app import crud\n");
  before_ = digest();
  append("app/crud.py", "\n# saved\n");
  EXPECT_FALSE(same());
}

TEST_F(MigrationInputs, AreEverythingWhereCodeReadsByComputedNames) {
  append("app/models.py", "\nimportlib.import_module(name)\n");
  before_ = digest();
  EXPECT_FALSE(same());
}

TEST_F(MigrationInputs, AreEverythingForACommandOfTheSubmissionsOwn) {
  submission_.commands["migrate"] = {"python", "create_tables.py"};
  before_ = digest();
  EXPECT_FALSE(same());
}

}  // namespace
}  // namespace assay
