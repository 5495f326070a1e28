// Reading the submission's database back, as a login that has the submission's rights and no more. Each query has a time limit and
// a limit of rows; what cannot be read is the submission's doing and ends the test with an expectation.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "model/lease.hpp"

namespace assay::testkit {

using Row = std::map<std::string, std::optional<std::string>>;

struct Column {
  std::string name, type;   ///< type as PostgreSQL names it: "varchar", "int4", "numeric", "timestamptz"
  int length = 0;           ///< of varchar(n); 0: no limit
  int precision = 0, scale = 0;
  bool not_null = false;
};

class Database {
 public:
  explicit Database(const PostgresLease& lease);
  ~Database();

  /// `sql` with values spelled by quoted(); at most 5,000 rows.
  std::vector<Row> query(const std::string& sql);
  std::string quoted(const std::string& value);
  /// The row of `table` with this id, if any.
  std::optional<Row> row(const std::string& table, const Json& id);
  std::size_t count(const std::string& table);
  bool has_table(const std::string& table);
  std::vector<Column> columns(const std::string& table);
  /// Columns of unique or primary keys, unique indexes without a predicate on other columns included.
  std::vector<std::vector<std::string>> unique_keys(const std::string& table);
  /// Tables that `table` refers to by foreign keys.
  std::vector<std::string> references(const std::string& table);
  /// Drops everything that the submission's role owns in this database.
  void clear();
  /// Inserts rows that satisfy the table's own rules, as far as the catalogue tells them (types, NOT NULL, foreign keys).
  void insert_samples(const std::string& table, int rows);
  /// All tables, views and sequences that the submission made.
  std::vector<std::string> relations();


 private:
  /// Runs a command of ours; what fails is the submission's doing.
  void execute(const std::string& sql);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::testkit
