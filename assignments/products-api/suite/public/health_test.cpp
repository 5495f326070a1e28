#include "public/shop.hpp"

namespace shop {
namespace {

using assay::testkit::Service;

class Health : public Api {
 protected:
  static bool connected(const Answer& answer) {
    return answer.arrived() && answer.status == 200 && answer.json.is_object() &&
           answer.json.value("status", Json()) == "ok" && answer.json.value("database", Json()) == "connected";
  }
  static void demand_connected() {
    const Answer answer = api().get("/health");
    demand_status(answer, {200});
    const Json& health = demand_object(answer);
    expect_field(health, "status", "ok");
    if (!expect_field(health, "database", "connected")) stop_test();
    // Whoever says so has asked: the tap has seen a connection. How many there were differs from run to run.
    const bool seen = tap(Service::postgres).accepted() >= 1;
    demand(ExpectationKind::connections, "PostgreSQL", term::of("at_least", 1), seen ? 1 : 0, seen);
  }
  /// The answer admits that the database is gone: HTTP 503, or a status other than ok; never "connected".
  static bool admits(const Answer& answer) {
    if (!answer.arrived() || !answer.json.is_object()) return answer.arrived() && answer.status == 503;
    return answer.json.value("database", Json()) != "connected" &&
           (answer.status == 503 || answer.json.value("status", Json()) != "ok");
  }
};

TEST_F(Health, SaysConnected) { demand_connected(); }

TEST_F(Health, TellsWhenTheDatabaseIsGone) {
  demand_connected();
  tap(Service::postgres).refuse();
  const Answer answer = api().get("/health");
  demand_answer(answer);
  expect(ExpectationKind::field, "database", term::of("not", "connected"),
         answer.json.is_object() ? answer.json.value("database", Json()) : Json(answer.status), admits(answer));
}

TEST_F(Health, RecoversWithTheDatabase) {
  demand_connected();
  tap(Service::postgres).refuse();
  const Answer broken = api().get("/health");
  demand(ExpectationKind::field, "database", term::of("not", "connected"),
         broken.json.is_object() ? broken.json.value("database", Json()) : problem_term(broken), !connected(broken));
  tap(Service::postgres).restore();
  const bool back = eventually([] { return connected(api().get("/health")); }, 10s);
  expect(ExpectationKind::recovers, "GET /health", term::of("at_most", 10), term::of("not_recovered"), back);
}

}  // namespace
}  // namespace shop
