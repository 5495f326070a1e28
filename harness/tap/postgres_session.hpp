// What one connection to PostgreSQL has asked for and what came of it. Internal to tap/.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tap/postgres_messages.hpp"
#include "tap/sql_reader.hpp"
#include "tap/statements.hpp"

namespace assay::tap {

using Time = std::chrono::steady_clock::time_point;

/// The text of a statement that Parse has named.
struct Prepared {
  std::shared_ptr<const std::string> text = std::make_shared<const std::string>();
  bool clipped = false, empty = false;
  StatementClass kind = StatementClass::data;
};

/// Pairs requests with answers: the server answers in the order of the requests, and after an error skips all up to the next Sync.
class PostgresSession {
 public:
  PostgresSession(StatementLog& log, std::uint64_t connection) : log_(log), connection_(connection) {}

  // Requests
  void query(std::vector<SqlPart> parts, Time now);
  void parse(const std::string& name, std::optional<SqlPart> part);
  void bind(const std::string& portal, const std::string& statement, int parameters);
  void describe(bool statement);
  void execute(const std::string& portal, Time now);
  void close(bool statement, const std::string& name);
  void sync();
  void function_call();
  void copy_ended();

  // Answers
  void answered(char type);                                   ///< ParseComplete and its like: 1 2 3 n T t
  void row() { ++rows_; }
  void complete(const std::string& tag, Time now);
  void suspended(Time now);
  void nothing_to_run();
  void copying_in();
  void failed(const std::string& sqlstate, Time now);
  void ready(char transaction);                               ///< ReadyForQuery: 'I', 'T' or 'E'

 private:
  struct Request {
    enum class Kind { parse, bind, describe_statement, describe_portal, close, execute, sync, query, function_call, copy_end } kind{};
    std::shared_ptr<const Prepared> prepared = nullptr;   ///< of parse, bind, execute
    std::uint64_t statement = 0;                          ///< in the log; 0: none
    bool again = false;                                   ///< execute: of a portal that was executed before
    std::vector<std::pair<std::uint64_t, StatementClass>> parts = {};   ///< of query
    std::size_t done = 0;                                 ///< of parts
  };
  using Kind = Request::Kind;
  struct Portal {
    std::shared_ptr<const Prepared> prepared;
    int parameters = 0;
    std::uint64_t statement = 0;   ///< once it was executed
  };

  void ask(Request request);
  Request* front();
  Request& front_of(Kind kind, char type);
  std::uint64_t add(const Prepared& prepared, StatementProtocol protocol, int parameters, Time now);
  void finish(std::uint64_t statement, std::optional<std::uint64_t> rows, const std::string& error, Time now);
  void query_failed(Request& query, const std::string& sqlstate, Time now);
  void segment_failed(const std::string& sqlstate, Time now);
  std::optional<std::uint64_t> counted_rows(const std::string& tag);

  StatementLog& log_;
  std::uint64_t connection_;
  std::deque<Request> requests_;
  bool logged_in_ = false;
  bool skipping_ = false;     ///< the server skips what comes before the next Sync
  bool copying_ = false;      ///< it takes rows from the client and no notice of Sync
  std::uint64_t rows_ = 0;    ///< seen of the statement under way
  std::map<std::string, std::shared_ptr<const Prepared>> statements_;
  std::size_t statement_bytes_ = 0;
  std::map<std::string, Portal> portals_;
};

}  // namespace assay::tap
