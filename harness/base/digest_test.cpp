#include "base/digest.hpp"

#include <gtest/gtest.h>

#include "base/files.hpp"

namespace assay {
namespace {

TEST(Digest, IsSha256) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_bytes("abc")[0], 0xba);
}

TEST(Digest, OfSourcesIgnoresLineEndsAndOrderButNotNamesAndContents) {
  const TemporaryDirectory place(fs::temp_directory_path(), "assay-digest-test-");
  fs::create_directories(place.path() / "one/sub");
  fs::create_directories(place.path() / "two/sub");
  write_file(place.path() / "one/sub/a", "x\r\ny\r\n");
  write_file(place.path() / "one/b", "z");
  write_file(place.path() / "two/b", "z");
  write_file(place.path() / "two/sub/a", "x\ny\n");
  const std::string digest = sources_digest(place.path() / "one", {"sub", "b"});
  EXPECT_EQ(digest, sources_digest(place.path() / "two", {"b", "sub"}));
  EXPECT_NE(digest, sources_digest(place.path() / "two", {"b"}));
  fs::create_symlink("/etc/passwd", place.path() / "two/sub/link");
  fs::create_directory(place.path() / "two/sub/__pycache__");
  write_file(place.path() / "two/sub/__pycache__/c", "");
  EXPECT_EQ(digest, sources_digest(place.path() / "two", {"b", "sub"}));
  write_file(place.path() / "two/b", "Z");
  EXPECT_NE(digest, sources_digest(place.path() / "two", {"b", "sub"}));
}

}  // namespace
}  // namespace assay
