// The history of a submission's repository, as the intake reads it.
#include "load/intake_test.hpp"

namespace assay {
namespace {

class Histories : public Intake {};

const std::string git_setup =
    "export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1; g() { git -C hw -c user.name=Ada -c user.email=ada@example.com \"$@\"; }; "
    "at() { export GIT_AUTHOR_DATE=\"$1\" GIT_COMMITTER_DATE=\"$1\"; }; git init -q -b main hw; ";

TEST_F(Histories, ReadsTheHistory) {
  file("starter/app/main.py", "given\n");
  assignment.protected_files = {};
  shell(git_setup +
        "mkdir hw/app; printf 'given\\r\\n' > hw/app/main.py; at '2026-11-18T10:00:00 +0000'; g add .; g commit -qm 'Initial commit of the course'; "
        "echo own >> hw/app/main.py; at '2026-11-19T22:30:00 +0000'; g commit -qam 'feat: add the products'; "   // 20 November in Moscow
        "echo more >> hw/app/main.py; at '2026-11-20T10:00:00 +0000'; g commit -qam 'fix'; "
        "echo even >> hw/app/main.py; at '2026-11-20T11:00:00 +0000'; g -c user.name='dependabot[bot]' commit -qam 'chore: bump everything'; "
        "g checkout -qb side HEAD~1; echo s > hw/side; g add .; at '2026-11-20T12:00:00 +0000'; g commit -qm 'додано файл'; g checkout -q main; "
        "at '2026-11-21T12:00:00 +0000'; g merge -q --no-ff -m 'merge the side branch' side");
  const auto check = [](const Submission& got) {
    ASSERT_TRUE(got.history.has_value());
    const auto& commits = got.history->commits;
    ASSERT_EQ(commits.size(), 6u);
    EXPECT_FALSE(got.history->shallow);
    EXPECT_FALSE(commits[0].meaningful) << "a merge";
    EXPECT_TRUE(commits[1].meaningful) << "ten characters of Cyrillic and more";
    EXPECT_FALSE(commits[2].meaningful) << "a bot";
    EXPECT_FALSE(commits[3].meaningful) << "a short message";
    EXPECT_TRUE(commits[4].meaningful);
    EXPECT_EQ(commits[4].day, "2026-11-20") << "in the course's time zone";
    EXPECT_FALSE(commits[5].meaningful) << "the starter, whatever its line ends";
    EXPECT_EQ(commits[5].time, 1'794'996'000);
    EXPECT_FALSE(fs::exists(got.tree / ".git"));
  };
  check(take(place.path() / "hw"));
  shell("tar -czf a.tar.gz hw; cd hw; zip -qr ../b.zip .");
  check(take(place.path() / "a.tar.gz"));
  check(take(place.path() / "b.zip"));
  shell("git -C hw -c gc.auto=0 gc -q; tar -czf c.tar.gz hw");
  check(take(place.path() / "hw"));
  check(take(place.path() / "c.tar.gz"));
}

TEST_F(Histories, CountsNoCommitThatOnlyTouchesProtectedFiles) {
  file("starter/tests/conftest.py", "ours\n");
  assignment.protected_files = {"tests/conftest.py"};
  shell(git_setup + "mkdir hw/tests; echo mine > hw/tests/conftest.py; g add .; g commit -qm 'tests: change the fixture'");
  const Submission got = take(place.path() / "hw");
  ASSERT_EQ(got.history->commits.size(), 1u);
  EXPECT_FALSE(got.history->commits[0].meaningful);
}

TEST_F(Histories, SaysThatACloneIsShallow) {
  shell(git_setup + "for i in 1 2 3; do echo $i > hw/a; g add .; g commit -qm \"commit number $i\"; done; "
                    "git clone -q --depth 1 file://$PWD/hw shallow");
  const Submission got = take(place.path() / "shallow");
  ASSERT_TRUE(got.history.has_value());
  EXPECT_TRUE(got.history->shallow);
  EXPECT_EQ(got.history->commits.size(), 1u);
}

TEST_F(Histories, SeesOnlyTheSubmissionsOwnRepository) {
  shell(git_setup + "mkdir hw/inner; echo x > hw/inner/a; g add .; g commit -qm 'the whole repository'");
  EXPECT_FALSE(take(place.path() / "hw/inner").history.has_value()) << "a parent's repository is not its own";
  file("linked/a");
  file("linked/.git", cat("gitdir: ", (place.path() / "hw/.git").string(), "\n"));
  EXPECT_FALSE(take(place.path() / "linked").history.has_value());
  file("linked2/a");
  fs::create_symlink(place.path() / "hw/.git", place.path() / "linked2/.git");
  EXPECT_FALSE(take(place.path() / "linked2").history.has_value());
}

TEST_F(Histories, HasAnEmptyHistoryBeforeTheFirstCommitAndNoneOfGarbage) {
  shell(git_setup + "echo x > hw/a");
  ASSERT_TRUE(take(place.path() / "hw").history.has_value());
  EXPECT_TRUE(take(place.path() / "hw").history->commits.empty());
  file("bad/a");
  file("bad/.git/HEAD", std::string(5000, '\xFF'));
  file("bad/.git/objects/x");
  file("bad/.git/refs/heads/main", "zz\n");
  EXPECT_FALSE(take(place.path() / "bad").history.has_value());
}

TEST_F(Histories, ExecutesNothingOfARepository) {
  const std::string canary = (place.path() / "canary").string();
  shell(git_setup + cat("echo x > hw/a; g add .; g commit -qm 'the first commit of all'; "
                        "for k in core.fsmonitor core.sshCommand filter.x.clean filter.x.smudge diff.x.command diff.x.textconv core.pager core.editor; do "
                        "g config $k 'touch ", canary, "'; done; g config include.path '", canary, ".config'; "
                        "echo '* filter=x diff=x' > hw/.gitattributes; "
                        "for h in post-checkout pre-commit post-index-change reference-transaction; do printf '#!/bin/sh\\ntouch ", canary,
                        "\\n' > hw/.git/hooks/$h; chmod +x hw/.git/hooks/$h; done; "
                        "echo /etc > hw/.git/objects/info/alternates; rm -f '", canary, "'; tar -czf a.tar.gz hw"));
  EXPECT_EQ(take(place.path() / "hw").history->commits.size(), 1u);
  EXPECT_EQ(take(place.path() / "a.tar.gz").history->commits.size(), 1u);
  EXPECT_FALSE(fs::exists(canary));
}

}  // namespace
}  // namespace assay
