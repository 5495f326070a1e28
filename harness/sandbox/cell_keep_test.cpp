// What of the box outlives a cell, where the specification asks for it.
#include "sandbox/cell_under_test.hpp"

namespace assay {
namespace {

class CellKeeps : public Cells {
 protected:
  /// Runs `script` as the only role of a cell that keeps its box; the line of the report about that.
  std::string kept_of(const std::string& script) {
    fs::create_directory(keep());
    if (::getuid() == 0 && !needs_root(GetParam())) ::chown(keep().c_str(), 65534, 65534);
    cell.spec.add("keep", keep().native());
    cell.spec.shell("build", script);
    cell.start();
    EXPECT_EQ(cell.said("start build"), "started build");
    EXPECT_TRUE(cell.ends("build"));
    EXPECT_TRUE(cell.state("build").starts_with("exited 0 ")) << cell.output("build");
    const std::string report = cell.finish();
    const auto line = report.find("kept ");
    return line == std::string::npos ? report : report.substr(line, report.find('\n', line) - line);
  }
  fs::path keep() const { return cell.box().parent_path() / "keep"; }
};

TEST_P(CellKeeps, FilesAndDirectoriesWithTheirModes) {
  EXPECT_EQ(kept_of("mkdir -p build/deep; echo built > build/deep/program; chmod 700 build/deep/program; echo text > notes; chmod 600 notes"),
            "kept 4 11 0 whole");
  EXPECT_EQ(read_file(keep() / "build/deep/program"), "built\n");
  EXPECT_EQ(fs::status(keep() / "build/deep/program").permissions(), fs::perms(0755));
  EXPECT_EQ(fs::status(keep() / "notes").permissions(), fs::perms(0644));
}

TEST_P(CellKeeps, NoLinkAndNothingThatALinkLeadsTo) {
  EXPECT_EQ(kept_of("ln -s /etc/passwd file; ln -s / root; ln -s .. above; mkfifo pipe; echo x > plain"), "kept 1 2 4 whole");
  EXPECT_EQ(std::distance(fs::directory_iterator(keep()), {}), 1);
}

TEST_P(CellKeeps, NothingThatCannotBeRead) {
  const std::string kept = kept_of("mkdir closed; echo x > closed/file; echo x > mute; chmod 0 mute closed");
  EXPECT_TRUE(kept == "kept 0 0 2 whole" || kept == "kept 3 4 0 whole") << kept << ": all of it, or none";
}

TEST_P(CellKeeps, NoMoreThanTheLimitOfBytesWhateverTheyTakeInTheBox) {
  cell.spec.add("limit.keep_bytes", "1000000");
  EXPECT_TRUE(kept_of("head -c 300000 /dev/zero > one; for n in 1 2 3 4; do ln one $n; done").ends_with(" bytes"));
}

TEST_P(CellKeeps, NoMoreThanTheLimitOfBytesWithHoles) {
  cell.spec.add("limit.keep_bytes", "1000000");
  EXPECT_TRUE(kept_of("truncate -s 50M hole").ends_with(" bytes"));
}

TEST_P(CellKeeps, NoMoreThanTheLimitOfFiles) {
  cell.spec.add("limit.keep_files", "5");
  EXPECT_TRUE(kept_of("mkdir 1 2 3; touch 4 5 6").ends_with(" files"));
}

TEST_P(CellKeeps, NothingNestedWithoutEnd) {
  EXPECT_TRUE(kept_of("for n in $(seq 200); do mkdir d && cd d; done").ends_with(" depth"));
}

INSTANTIATE_TEST_SUITE_P(As, CellKeeps, all_privileges, privilege_of);

}  // namespace
}  // namespace assay
