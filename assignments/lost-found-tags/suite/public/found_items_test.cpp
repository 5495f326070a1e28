// The group of found things. What each test does: items_alone.cpp and items_tagged.cpp.
#include "public/items.hpp"

namespace office {
namespace {

class FoundItems : public Items {
 protected:
  FoundItems() : Items(found, lost) {}
};

TEST_F(FoundItems, CreateAnswersWithTheItem) { create_answers_with_the_item(); }
TEST_F(FoundItems, CreateStoresTheRow) { create_stores_the_row(); }
TEST_F(FoundItems, ReadReturnsTheItem) { read_returns_the_item(); }
TEST_F(FoundItems, ListHoldsEveryItem) { list_holds_every_item(); }
TEST_F(FoundItems, UpdateChangesTheItem) { update_changes_the_item(); }
TEST_F(FoundItems, DeleteRemovesTheRow) { delete_removes_the_row(); }
TEST_F(FoundItems, UnknownIs404) { unknown_is_404(); }
TEST_F(FoundItems, BadInputIsRefused) { bad_input_is_refused(); }

TEST_F(FoundItems, AttachStoresTheLink) { attach_stores_the_link(); }
TEST_F(FoundItems, AttachAnswersWithTheTags) { attach_answers_with_the_tags(); }
TEST_F(FoundItems, OneTagOnManyItems) { one_tag_on_many_items(); }
TEST_F(FoundItems, DetachRemovesTheLink) { detach_removes_the_link(); }
TEST_F(FoundItems, UpdateKeepsTheTags) { update_keeps_the_tags(); }
TEST_F(FoundItems, KindsDoNotMix) { kinds_do_not_mix(); }

TEST_F(FoundItems, AttachTwiceIsOneLink) { attach_twice_is_one_link(); }
TEST_F(FoundItems, AttachOfUnknownIs404) { attach_of_unknown_is_404(); }
TEST_F(FoundItems, AttachNeedsATag) { attach_needs_a_tag(); }
TEST_F(FoundItems, DetachOfNothingIsHarmless) { detach_of_nothing_is_harmless(); }

TEST_F(FoundItems, DeletingTheItemKeepsItsTags) { deleting_the_item_keeps_its_tags(); }
TEST_F(FoundItems, DeletingATagKeepsItsItems) { deleting_a_tag_keeps_its_items(); }

}  // namespace
}  // namespace office
