// The group of lost things. What each test does: items_alone.cpp and items_tagged.cpp.
#include "public/items.hpp"

namespace office {
namespace {

class LostItems : public Items {
 protected:
  LostItems() : Items(lost, found) {}
};

TEST_F(LostItems, CreateAnswersWithTheItem) { create_answers_with_the_item(); }
TEST_F(LostItems, CreateStoresTheRow) { create_stores_the_row(); }
TEST_F(LostItems, ReadReturnsTheItem) { read_returns_the_item(); }
TEST_F(LostItems, ListHoldsEveryItem) { list_holds_every_item(); }
TEST_F(LostItems, UpdateChangesTheItem) { update_changes_the_item(); }
TEST_F(LostItems, DeleteRemovesTheRow) { delete_removes_the_row(); }
TEST_F(LostItems, UnknownIs404) { unknown_is_404(); }
TEST_F(LostItems, BadInputIsRefused) { bad_input_is_refused(); }

TEST_F(LostItems, AttachStoresTheLink) { attach_stores_the_link(); }
TEST_F(LostItems, AttachAnswersWithTheTags) { attach_answers_with_the_tags(); }
TEST_F(LostItems, OneTagOnManyItems) { one_tag_on_many_items(); }
TEST_F(LostItems, DetachRemovesTheLink) { detach_removes_the_link(); }
TEST_F(LostItems, UpdateKeepsTheTags) { update_keeps_the_tags(); }
TEST_F(LostItems, KindsDoNotMix) { kinds_do_not_mix(); }

TEST_F(LostItems, AttachTwiceIsOneLink) { attach_twice_is_one_link(); }
TEST_F(LostItems, AttachOfUnknownIs404) { attach_of_unknown_is_404(); }
TEST_F(LostItems, AttachNeedsATag) { attach_needs_a_tag(); }
TEST_F(LostItems, DetachOfNothingIsHarmless) { detach_of_nothing_is_harmless(); }

TEST_F(LostItems, DeletingTheItemKeepsItsTags) { deleting_the_item_keeps_its_tags(); }
TEST_F(LostItems, DeletingATagKeepsItsItems) { deleting_a_tag_keeps_its_items(); }

}  // namespace
}  // namespace office
