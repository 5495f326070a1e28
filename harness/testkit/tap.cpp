#include "testkit/tap.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <thread>

#include "base/deadline.hpp"
#include "base/text.hpp"
#include "testkit/expect.hpp"
#include "testkit/unit.hpp"

namespace assay::testkit {
namespace {

using namespace std::chrono_literals;

/// Waits until the relay's number of open connections has stood still for `calm`, or `stop`; gives the most that were open.
std::uint64_t settled(const Relay& relay, std::chrono::milliseconds calm, const std::stop_token& stop) {
  std::uint64_t most = 0, last = 0;
  for (Deadline still = Deadline::in(calm); !still.passed() && !stop.stop_requested(); std::this_thread::sleep_for(5ms)) {
    const std::uint64_t now = relay.counts().open;
    most = std::max(most, now);
    if (now != last) still = Deadline::in(calm);
    last = now;
  }
  return most;
}

constexpr std::size_t texts_in_a_step = 3, note_text = 2048;
constexpr std::size_t notes_of_an_exchange = 20, most_notes = 200, most_note_bytes = 128u << 10;

Statements since(const StatementLog::Mark& mark, Which which) {
  const StatementLog& log = unit().statements;
  Statements found{.seen = log.since(mark)};
  const StatementLog::Counts counts = log.counts_since(mark);
  for (const auto kind : {StatementClass::data, StatementClass::control, StatementClass::catalogue})
    if (kind == StatementClass::data || which == Which::all) found.count += counts[kind];
  if (which == Which::data)
    std::erase_if(found.seen, [](const Statement& one) { return one.kind != StatementClass::data; });
  return found;
}

/// A text as outcomes keep it: whole characters, not too many.
std::string shown(const Statement& statement) {
  const std::string text = clipped(*statement.text, note_text);
  return statement.clipped && text.size() == statement.text->size() ? text + " …" : text;
}

StatementNote note_of(const Statement& statement) {
  return {.number = statement.number,
          .exchanges = statement.exchanges,
          .connection = statement.connection,
          .text = shown(statement),
          .kind = to_string(statement.kind),
          .extended = statement.protocol == StatementProtocol::extended,
          .bound = statement.parameters,
          .rows = statement.rows,
          .error = statement.error,
          .took = statement.took.value_or(std::chrono::microseconds(0))};
}

/// The test cannot say what it should: our fault, which costs nothing.
void break_test(const std::string& why) { ADD_FAILURE() << why; }

}  // namespace

const char* name_of(Service service) {
  switch (service) {
    case Service::postgres: return "postgres";
    case Service::redis: return "redis";
    case Service::mongo: return "mongo";
    case Service::rabbit: return "rabbit";
  }
  std::abort();
}

Relay& Tap::relay() const { return *unit().taps.at(name_of(service_)); }

void Tap::disturb(const char* action, const char* name, std::uint64_t value) const {
  Json data{{"service", name_of(service_)}, {"action", action}};
  if (name) data[name] = value;
  note(StepKind::fault, std::move(data));
  unit().disturbed = true;
}

void Tap::cut() const {
  disturb("cut");
  relay().cut();
}

void Tap::cut_after(std::uint64_t bytes) const {
  disturb("cut_after", "bytes", bytes);
  relay().cut_after(bytes);
}

void Tap::refuse() const {
  disturb("refuse");
  relay().refuse();
}

void Tap::delay(std::chrono::milliseconds each) const {
  disturb("delay", "ms", static_cast<std::uint64_t>(each.count()));
  relay().delay(each);
}

void Tap::throttle(std::uint64_t bytes_per_second) const {
  disturb("throttle", "bytes", bytes_per_second);
  relay().throttle(bytes_per_second);
}

void Tap::stall() const {
  disturb("stall");
  relay().stall();
}

void Tap::restore() const {
  disturb("restore");
  relay().restore();
}

std::uint64_t Tap::accepted() const { return relay().counts().accepted; }

std::uint64_t Tap::most_open_while_silent(const std::function<void()>& work, std::chrono::milliseconds calm) const {
  stall();
  std::uint64_t most = 0;
  {
    // Notes nothing: the outcome belongs to the test's own thread.
    const std::jthread watch([&, &silent = relay()](const std::stop_token& stop) {
      most = settled(silent, calm, stop);
      silent.restore();
    });
    work();
  }
  disturb("restore");
  return most;
}

Statements Tap::statements(Which which) const { return since(unit().test_began, which); }

Statements Tap::during(const std::function<void()>& work, Which which) const {
  const StatementLog::Mark mark = unit().statements.mark();
  work();
  return since(mark, which);
}

bool expect_statements_at_most(std::int64_t most, const std::string& subject, const std::function<void()>& request) {
  request();
  return expect_statements_at_most(most, subject, tap(Service::postgres).during(request));
}

bool expect_statements_at_most(std::int64_t most, const std::string& subject, const Statements& ran) {
  if (!unit().spec.observed) {
    [] { GTEST_SKIP() << "nothing reads along in this run"; }();
    return true;
  }
  const bool met = ran.count <= most;
  if (const auto lines = unparsed(); met && !lines.empty()) {
    break_test("the statements cannot be counted: " + lines.front());
    return false;
  }
  Json texts = Json::array();
  for (std::size_t i = 0; i < std::min(ran.seen.size(), texts_in_a_step); ++i) texts.push_back(shown(ran.seen[i]));
  note(StepKind::sql, {{"by", "submission"}, {"subject", subject}, {"count", ran.count}, {"volatile", {{"statements", texts}}}});
  return expect(ExpectationKind::statements, subject, term::of("at_most", most), ran.count, met);
}

void begin_statements() {
  unit().statements.clear();
  unit().test_began = unit().statements.mark();
}

/// The last ones first, since a test ends where it fails; of each request the first ones.
void keep_statements() {
  std::map<std::vector<std::uint64_t>, std::vector<Statement>> of_exchange;
  for (Statement& statement : unit().statements.since(unit().test_began)) {
    std::vector<Statement>& some = of_exchange[statement.exchanges];
    if (some.size() < notes_of_an_exchange) some.push_back(std::move(statement));
  }
  std::vector<StatementNote>& notes = unit().outcome.statements;
  std::size_t bytes = 0;
  for (auto some = of_exchange.rbegin(); some != of_exchange.rend(); ++some)
    for (const Statement& statement : some->second) {
      StatementNote one = note_of(statement);
      bytes += one.text.size();
      if (notes.size() < most_notes && bytes <= most_note_bytes) notes.push_back(std::move(one));
    }
  std::sort(notes.begin(), notes.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
}

std::vector<std::string> unparsed() {
  std::vector<std::string> lines;
  for (const std::string& line : unit().statements.given_up()) lines.push_back("tap postgres, " + line);
  return lines;
}

}  // namespace assay::testkit
