// What a test may do on the wire between the submission and a service, and the SQL that it sees there.
//
//   tap(Service::postgres).cut();                                     // restored when the test ends
//   expect_statements_at_most(3, "GET /products", [&] { api().get("/products"); });
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tap/relay.hpp"
#include "tap/statements.hpp"

namespace assay::testkit {

enum class Service { postgres, redis, mongo, rabbit };
const char* name_of(Service service);

/// SQL that the submission ran in a span of the test.
struct Statements {
  std::int64_t count = 0;        ///< never less than seen.size()
  std::vector<Statement> seen;   ///< in their order
};

/// Limits count the statements that read or write rows of the program's own relations; see tap/sql_class.hpp.
enum class Which { data, all };

class Tap {
 public:
  explicit Tap(Service service) : service_(service) {}

  // Faults. Whatever a test disturbs is restored when it ends.
  void cut() const;                                    ///< resets open connections; new ones are served
  void cut_after(std::uint64_t bytes) const;           ///< resets each connection after so many bytes of answers
  void refuse() const;                                 ///< resets open connections and each new one
  void delay(std::chrono::milliseconds each) const;    ///< each chunk in either direction
  void throttle(std::uint64_t bytes_per_second) const; ///< each direction of each connection
  void stall() const;                                  ///< nothing passes, nothing is closed
  void restore() const;
  /// Connections accepted since the unit began.
  std::uint64_t accepted() const;
  /// The most connections that are open at once while `work` waits for a service that keeps silent: nothing is answered, so none is
  /// closed either, until their number has stood still for `calm`. Then all passes again and `work` goes on to its end.
  std::uint64_t most_open_while_silent(const std::function<void()>& work,
                                       std::chrono::milliseconds calm = std::chrono::milliseconds(1000)) const;

  // SQL; of PostgreSQL only.
  /// Since the test began.
  Statements statements(Which which = Which::data) const;
  /// While `work` ran.
  Statements during(const std::function<void()>& work, Which which = Which::data) const;

 private:
  Relay& relay() const;
  void disturb(const char* action, const char* name = nullptr, std::uint64_t value = 0) const;
  Service service_;
};

inline Tap tap(Service service) { return Tap(service); }

/// Runs `request` twice, the first time to warm up (connections, caches and what a driver looks up once), and expects that the
/// submission ran at most `most` data statements the second time. `subject` names it, such as "GET /products".
bool expect_statements_at_most(std::int64_t most, const std::string& subject, const std::function<void()>& request);
/// The same of statements that were seen already.
bool expect_statements_at_most(std::int64_t most, const std::string& subject, const Statements& ran);

/// For the listener: forgets what earlier tests ran, and keeps in the outcome what the running one did.
void begin_statements();
void keep_statements();
/// What taps did not understand during the test, a line each.
std::vector<std::string> unparsed();

}  // namespace assay::testkit
