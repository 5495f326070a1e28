// What lost things and found things have to do alike. A group says of which kind it is; each of its tests is one of these.
#pragma once

#include "public/office.hpp"

namespace office {

class Items : public Api {
 protected:
  explicit Items(Kind kind, Kind other) : kind_(std::move(kind)), other_(std::move(other)) {}

  // The five operations
  void create_answers_with_the_item();
  void create_stores_the_row();
  void read_returns_the_item();
  void list_holds_every_item();
  void update_changes_the_item();
  void delete_removes_the_row();
  void unknown_is_404();
  void bad_input_is_refused();

  // Tags
  void attach_stores_the_link();
  void attach_answers_with_the_tags();
  void one_tag_on_many_items();
  void detach_removes_the_link();
  void update_keeps_the_tags();
  void kinds_do_not_mix();

  // Edges
  void attach_twice_is_one_link();
  void attach_of_unknown_is_404();
  void attach_needs_a_tag();
  void detach_of_nothing_is_harmless();

  // Removal of one side
  void deleting_the_item_keeps_its_tags();
  void deleting_a_tag_keeps_its_items();

 private:
  Json given() { return given_item(kind_); }
  std::string path_of(const Json& item) const { return office::path_of(kind_, item); }
  void expect_read_tags(const Json& item, const std::vector<Json>& wanted) const {
    expect_tags(demand_object(api().get(path_of(item))), wanted);
  }

  Kind kind_, other_;
};

}  // namespace office
