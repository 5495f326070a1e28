// What the groups of this suite share: a running api, random tags and things, and the two kinds of things, which behave alike.
#pragma once

#include "testkit/collection.hpp"
#include "testkit/testkit.hpp"

namespace office {

using namespace assay::testkit;  // NOLINT: a suite speaks the testkit's language
using assay::ExpectationKind;
using assay::Json;
using assay::cat;
namespace testkit = assay::testkit;
using namespace std::chrono_literals;

inline Http api() { return Http("api"); }

/// Lost things or found things: where they are in HTTP and in the database.
struct Kind {
  std::string path, table;
  std::string links, link_column;   ///< the association table, and its column that refers to the thing
};

inline const Kind lost{"/lost_items", "lost_items", "lostitem_tag", "lost_item_id"};
inline const Kind found{"/found_items", "found_items", "founditem_tag", "found_item_id"};

inline std::string path_of(const Kind& kind, const Json& item) { return testkit::path_of(kind.path, item); }
inline std::string tag_path(const Json& tag) { return testkit::path_of("/tags", tag); }
/// "/lost_items/7/tags?tag_id=3": a POST to it ties the tag to the thing.
std::string attach_path(const Kind& kind, const Json& item, const Json& tag);

/// Makes an object as preparation of a test; ends the test when that fails. Gives the answer with what was sent in place of what the
/// program says about it: whether that is right is for the tests that ask it.
Json given(const std::string& path, const Json& sent);

/// A group whose tests talk to the running program.
class Api : public testing::Test {
 protected:
  void SetUp() override { roles("api").ensure(); }
  Random random;

  /// Names that nobody else uses; the words are Cyrillic.
  Json a_tag();
  Json an_item();
  /// An id that nothing has.
  std::int64_t unknown_id() { return random.between(1'000'000, 901'000'000); }

  Json given_tag() { return given("/tags", a_tag()); }
  std::vector<Json> given_tags(int count);
  Json given_item(const Kind& kind) { return given(kind.path, an_item()); }
};

/// Ties each of `tags` to the thing as preparation of a test; ends the test when that fails.
void given_links(const Kind& kind, const Json& item, const std::vector<Json>& tags);

/// Unties the tag: by its path or, where the program has no such path, by `?tag_id=`.
Answer detach(const Kind& kind, const Json& item, const Json& tag);

/// Every object that a path lists; ends the test when the answer is no list.
std::vector<Json> listed(const std::string& path);
/// The listed object that has the id of `object`; ends the test when there is none.
Json demand_listed(const std::vector<Json>& all, const Json& object);

/// The object carries exactly these tags, each once, with id and name.
void expect_tags(const Json& item, const std::vector<Json>& wanted);

/// How many links lie in the association table between the thing and the tag.
std::size_t links_between(const Kind& kind, const Json& item, const Json& tag);
/// Their number becomes `wanted` within the time that the statement allows.
void expect_links(const Kind& kind, const Json& item, const Json& tag, std::size_t wanted);

/// The row appears, with these texts.
void expect_row(const std::string& table, const Json& made, const Json& wanted);
/// The row is there, or goes, within the time that the statement allows.
void expect_row_is(const char* state, const std::string& table, const Json& made);

}  // namespace office
