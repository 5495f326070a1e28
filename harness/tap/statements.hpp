// SQL that a submission ran, as a tap saw it.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tap/journal.hpp"
#include "tap/sql_class.hpp"

namespace assay {

enum class StatementProtocol { simple, extended };

/// One SQL command that the server executed: a part of a simple query, or one Bind and Execute, however often the rows of its
/// portal were fetched. A command that failed before it could run (a syntax error) is one too; what the server skipped is none.
struct Statement {
  std::uint64_t number = 0;               ///< in the journal
  std::uint64_t connection = 0;           ///< counts the connections of the tap from 1
  std::vector<std::uint64_t> exchanges;   ///< requests of the suite that were open when it came
  std::shared_ptr<const std::string> text;///< its first bytes; never null
  bool clipped = false;                   ///< the text was longer
  StatementClass kind = StatementClass::data;
  StatementProtocol protocol = StatementProtocol::simple;
  int parameters = 0;                     ///< bound by the protocol; a driver that writes values into the text binds none
  std::optional<std::uint64_t> rows;      ///< returned or changed
  std::string error;                      ///< SQLSTATE, or empty
  std::chrono::steady_clock::time_point at;
  std::optional<std::chrono::microseconds> took;   ///< nothing while it runs
};

/// Statements of one tap since the last clear(). Texts have a limit, numbers have none. May be used from any thread.
class StatementLog {
 public:
  static constexpr std::size_t text_limit = 16 * 1024;

  explicit StatementLog(Journal& journal) : journal_(journal) {}

  /// How many, by class.
  struct Counts {
    std::array<std::int64_t, 3> of{};
    std::int64_t operator[](StatementClass kind) const { return of[static_cast<std::size_t>(kind)]; }
    std::int64_t& operator[](StatementClass kind) { return of[static_cast<std::size_t>(kind)]; }
  };
  /// A moment in the sequence.
  struct Mark {
    std::uint64_t number = 0;
    Counts counts;
  };

  /// Adds a statement that begins now; fills in number and exchanges. Returns the number.
  std::uint64_t add(Statement statement);
  void finish(std::uint64_t number, std::optional<std::uint64_t> rows, const std::string& error,
              std::chrono::steady_clock::time_point now);
  /// The server has not executed it: takes it out again.
  void skip(std::uint64_t number, StatementClass kind);
  /// A connection of which no more can be told.
  void give_up(std::uint64_t connection, const std::string& why);

  Mark mark() const;
  Counts counts_since(const Mark& mark) const;
  /// The kept ones, in their order: the first most_kept after clear().
  std::vector<Statement> since(const Mark& mark) const;
  /// Why connections are not observed any more, a line each.
  std::vector<std::string> given_up() const;
  void clear();

 private:
  static constexpr std::size_t most_kept = 20'000, most_bytes = 32u << 20;

  std::vector<Statement>::iterator find(std::uint64_t number);

  Journal& journal_;
  mutable std::mutex mutex_;
  std::vector<Statement> kept_;
  std::size_t bytes_ = 0;
  Counts counts_;
  std::vector<std::string> given_up_;
};

}  // namespace assay
