// A table as PostgreSQL's catalogue describes it, with the expectations that tests of a schema have in common.
#pragma once

#include <string>
#include <vector>

#include "testkit/database.hpp"

namespace assay::testkit {

struct ForeignKey {
  std::string column, table;   ///< the column of ours, the table it refers to
  bool operator==(const ForeignKey&) const = default;
};

/// The kinds of column types, by PostgreSQL's names.
namespace types {
inline const std::vector<std::string> text{"varchar", "text", "bpchar"};
inline const std::vector<std::string> whole{"int2", "int4", "int8"};
inline const std::vector<std::string> id{"int2", "int4", "int8", "uuid"};
inline const std::vector<std::string> time{"timestamp", "timestamptz"};
inline const std::vector<std::string> number{"int2", "int4", "int8", "numeric", "float4", "float8"};
}  // namespace types

class Table {
 public:
  /// Ends the test when the submission has no such table.
  explicit Table(std::string name);

  /// Null when there is none.
  const Column* find(const std::string& column) const;
  /// The column exists and its type is one of `types`; ends the test when not.
  Column demand_column(const std::string& column, const std::vector<std::string>& types) const;
  /// A text that can hold `length` characters.
  Column demand_text(const std::string& column, int length) const;

  /// A unique or primary key over exactly these columns, in any order.
  bool has_key(std::vector<std::string> columns) const;
  /// Its columns, sorted; empty when there is none.
  std::vector<std::string> primary_key() const;
  /// Those over a single column.
  std::vector<ForeignKey> foreign_keys() const;
  /// What becomes of our rows when the row that the foreign key over `column` refers to is deleted: "refused", "cascade", "set null" or
  /// "set default"; empty when there is no such key.
  std::string on_delete(const std::string& column) const;
  /// An index that can find rows by this column: the column stands first in it.
  bool has_index(const std::string& column) const;

 private:
  std::string name_;
  std::vector<Column> columns_;
};

}  // namespace assay::testkit
