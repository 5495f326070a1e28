// Many requests: at the same moment, and one after another. How many connections they take is seen on the wire.
#include <algorithm>

#include "public/office.hpp"

namespace office {
namespace {

using assay::testkit::Service;

class Pool : public Api {
 protected:
  static constexpr std::size_t crowd = 40;
  static constexpr auto patience = 30s;   // pool_timeout: so long a request may wait for its turn
  static constexpr std::uint64_t pool = 5, most = 15;   // pool_size, and with max_overflow

  Json given_tagged(const Kind& kind, const std::vector<Json>& tags) {
    const Json item = given_item(kind);
    given_links(kind, item, tags);
    return item;
  }
  /// Of equal requests at once one that had another status, if any; which and how many is chance.
  static Answer worst_of(const std::vector<Answer>& answers, const std::vector<int>& statuses) {
    const auto other = [&](const Answer& answer) { return std::find(statuses.begin(), statuses.end(), answer.status) == statuses.end(); };
    const auto worst = std::find_if(answers.begin(), answers.end(), other);
    return worst == answers.end() ? answers.front() : *worst;
  }
  /// Equal requests that all look whether the link is there before the first of them stores it.
  void expect_one_link(const Kind& kind) {
    constexpr std::size_t equal = pool;   // As many as the lesson's pool keeps open: none of them has to connect first.
    const std::vector<Json> tags = given_tags(3);
    const Json item = given_tagged(kind, {tags[2]});
    tap(Service::postgres).delay(10ms);
    api().given().at_once(std::vector<Request>(equal, {"GET", path_of(kind, item)}));
    for (const Json& tag : {tags[0], tags[1]}) {
      const std::vector<Request> same(equal, {"POST", attach_path(kind, item, tag)});
      expect_status(worst_of(api().at_once(same), created), created);
      expect_links(kind, item, tag, 1);
    }
    tap(Service::postgres).restore();
    expect_tags(demand_object(api().get(path_of(kind, item))), tags);
  }
};

TEST_F(Pool, CrowdSharesFifteenConnections) {
  roles("api").restart();   // No connection is left from another test.
  const std::vector<Json> tags = given_tags(2);
  const Json item = given_tagged(lost, tags);
  std::vector<Answer> answers;
  const std::uint64_t open = tap(Service::postgres).most_open_while_silent([&] {
    answers = api().within(patience).at_once(std::vector<Request>(crowd, {"GET", path_of(lost, item)}));
  });
  const bool within = open >= 1 && open <= most;
  expect(ExpectationKind::connections, "PostgreSQL", term::of("between", Json{1, most}), within ? Json(most) : Json(open), within);
  demand_status(worst_of(answers, {200}), {200});
  for (const Answer& answer : answers) expect_tags(demand_object(answer), tags);
}

TEST_F(Pool, EveryReadAtOnce) {
  std::vector<Json> tags = given_tags(2);
  const Json missed = given_tagged(lost, tags), kept = given_tagged(found, {tags[0]});
  const std::vector<Request> reads{{"GET", "/tags"},       {"GET", tag_path(tags[0])},          {"GET", lost.path},
                                   {"GET", found.path},    {"GET", path_of(lost, missed)},      {"GET", path_of(found, kept)}};
  for (const Request& read : reads) demand_status(api().given().get(read.path), {200});
  const Json renamed = a_tag();   // The reads come right after a change, and see it.
  demand_status(api().put(tag_path(tags[1]), renamed), {200});
  tags[1]["name"] = renamed["name"];
  std::vector<Request> all;
  for (int round = 0; round < 4; ++round) all.insert(all.end(), reads.begin(), reads.end());
  const std::vector<Answer> answers = api().within(patience).at_once(all);
  for (const Answer& answer : answers) demand_status(answer, {200});
  for (std::size_t i = 0; i < answers.size(); i += reads.size()) {
    expect_field(demand_object(answers[i + 1]), "name", tags[0]["name"]);
    expect_tags(demand_object(answers[i + 4]), tags);
    expect_tags(demand_object(answers[i + 5]), {tags[0]});
  }
}

TEST_F(Pool, OneAfterAnotherUsesThemAgain) {
  const std::vector<Json> tags = given_tags(1);
  const std::string path = path_of(lost, given_tagged(lost, tags));
  demand_status(api().given().get(path), {200});
  const std::uint64_t before = tap(Service::postgres).accepted();
  for (const Answer& answer : api().in_turn(std::vector<Request>(crowd, {"GET", path}))) demand_status(answer, {200});
  const std::uint64_t opened = tap(Service::postgres).accepted() - before;
  const bool met = opened <= pool;
  expect(ExpectationKind::connections, "PostgreSQL", term::of("at_most", pool), met ? Json(pool) : Json(opened), met);
  expect_tags(demand_object(api().get(path)), tags);
}

TEST_F(Pool, SameLostLinkAtOnce) { expect_one_link(lost); }
TEST_F(Pool, SameFoundLinkAtOnce) { expect_one_link(found); }

}  // namespace
}  // namespace office
