// Rows that a table accepts, made from the catalogue alone: for migrations that must work on a filled table.
#include "base/text.hpp"
#include "testkit/database.hpp"

namespace assay::testkit {
namespace {

/// A value of the column's type, different for each row.
std::string sample_of(const std::string& type, int row) {
  if (type == "varchar" || type == "text" || type == "bpchar") return cat("'sample ", row, "'");
  if (type.starts_with("timestamp") || type == "date") return "'2026-01-01'";
  if (type == "bool") return "true";
  if (type == "uuid") return cat("'00000000-0000-4000-8000-00000000000", row % 10, "'");
  if (type == "json" || type == "jsonb") return "'{}'";
  return cat(row + 1);
}

}  // namespace

void Database::insert_samples(const std::string& table, int rows) {
  const auto required = query(cat(
      "SELECT a.attname AS name, t.typname AS type, r.relname AS target"
      " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid"
      " JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) a.attrelid"
      " LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid OPERATOR(pg_catalog.=) c.oid AND k.contype OPERATOR(pg_catalog.=) 'f'"
      " AND a.attnum OPERATOR(pg_catalog.=) ANY (k.conkey)"
      " LEFT JOIN pg_catalog.pg_class r ON r.oid OPERATOR(pg_catalog.=) k.confrelid"
      " WHERE c.relname OPERATOR(pg_catalog.=) ", quoted(table), " AND c.relkind OPERATOR(pg_catalog.=) 'r'"
      " AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped AND a.attnotnull AND NOT a.atthasdef"
      " AND a.attidentity OPERATOR(pg_catalog.=) ''"));
  std::vector<std::string> names;
  for (const Row& column : required) {
    names.push_back(cat('"', replaced(*column.at("name"), "\"", "\"\""), '"'));
    if (column.at("target") && count(*column.at("target")) == 0) insert_samples(*column.at("target"), rows);
  }
  for (int row = 0; row < rows; ++row) {
    std::vector<std::string> values;
    for (const Row& column : required) values.push_back(sample_of(*column.at("type"), row));
    execute(cat("INSERT INTO \"", table, "\" ",
                names.empty() ? "DEFAULT VALUES" : cat("(", join(names, ", "), ") VALUES (", join(values, ", "), ")")));
  }
}

}  // namespace assay::testkit
