// The running unit: what the suite was given, and the test that runs now. Suites use the small handles of testkit.hpp instead.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "model/outcome.hpp"
#include "model/unit_spec.hpp"
#include "tap/relay.hpp"
#include "tap/statements.hpp"
#include "testkit/cell_client.hpp"

namespace assay::testkit {

class Database;

struct Unit {
  UnitSpec spec;
  std::unique_ptr<CellClient> cell;
  Journal journal;
  StatementLog statements{journal};              ///< of the tap of PostgreSQL
  StatementLog::Mark test_began;
  std::map<std::string, std::unique_ptr<Relay>> taps;
  std::map<std::string, int> ports;
  std::unique_ptr<Database> database;            ///< opened before the first role starts
  std::map<std::string, Cause> start_failures;   ///< roles that did not start in this unit, with the verdict's cause
  std::set<std::string> started;                 ///< roles that have been started
  bool disturbed = false;                        ///< a tap has a fault that the end of the test restores

  TestOutcome outcome;                           ///< of the running test
  bool timed_out = false;
  std::optional<Verdict> blamed;
  int outcome_fd = -1;
};

Unit& unit();

/// Reads the specification, opens taps and database. Throws std::exception when what the harness sent is not usable.
void open_unit();

/// One line to the harness.
void report(const Json& line);

}  // namespace assay::testkit
