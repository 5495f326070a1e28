#include "testkit/catalogue.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "testkit/testkit.hpp"

namespace assay::testkit {

Table::Table(std::string name) : name_(std::move(name)) {
  const bool there = database().has_table(name_);
  demand(ExpectationKind::table, name_, term::of("present"), there ? term::of("present") : term::of("absent"), there);
  columns_ = database().columns(name_);
}

const Column* Table::find(const std::string& column) const {
  const auto found = std::find_if(columns_.begin(), columns_.end(), [&](const Column& one) { return one.name == column; });
  return found == columns_.end() ? nullptr : &*found;
}

Column Table::demand_column(const std::string& column, const std::vector<std::string>& types) const {
  const Column* found = find(column);
  const bool right = found && std::find(types.begin(), types.end(), found->type) != types.end();
  demand(ExpectationKind::column, column, term::of("any_of", types), found ? Json(found->type) : term::of("absent"), right);
  return *found;
}

Column Table::demand_text(const std::string& column, int length) const {
  const Column found = demand_column(column, types::text);
  if (found.length > 0)
    expect(ExpectationKind::column, column + ".length", term::of("at_least", length), found.length, found.length >= length);
  return found;
}

bool Table::has_key(std::vector<std::string> columns) const {
  std::sort(columns.begin(), columns.end());
  for (std::vector<std::string>& key : database().unique_keys(name_)) {
    std::sort(key.begin(), key.end());
    if (key == columns) return true;
  }
  return false;
}

namespace {

/// Constraints of one kind ('p', 'f') of a table, with their columns a and the table r that they refer to.
std::string constraints_of(const std::string& table, const char* kind) {
  return cat(" FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) k.conrelid"
             " AND a.attnum OPERATOR(pg_catalog.=) ANY (k.conkey)"
             " LEFT JOIN pg_catalog.pg_class r ON r.oid OPERATOR(pg_catalog.=) k.confrelid"
             " JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) k.conrelid"
             " JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
             " WHERE n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND k.contype OPERATOR(pg_catalog.=) '", kind,
             "' AND c.relname OPERATOR(pg_catalog.=) ", database().quoted(table));
}

}  // namespace

std::vector<std::string> Table::primary_key() const {
  std::vector<std::string> columns;
  for (const Row& row : database().query("SELECT a.attname AS name" + constraints_of(name_, "p")))
    columns.push_back(*row.at("name"));
  std::sort(columns.begin(), columns.end());
  return columns;
}

std::vector<ForeignKey> Table::foreign_keys() const {
  std::vector<ForeignKey> keys;
  const std::string single = " AND pg_catalog.cardinality(k.conkey) OPERATOR(pg_catalog.=) 1";
  for (const Row& row : database().query("SELECT a.attname AS name, r.relname AS target" + constraints_of(name_, "f") + single))
    keys.push_back({*row.at("name"), *row.at("target")});
  return keys;
}

std::string Table::on_delete(const std::string& column) const {
  const std::string single = " AND pg_catalog.cardinality(k.conkey) OPERATOR(pg_catalog.=) 1 AND a.attname OPERATOR(pg_catalog.=) ";
  const auto rows = database().query("SELECT k.confdeltype AS rule" + constraints_of(name_, "f") + single + database().quoted(column));
  if (rows.empty()) return {};
  const std::string rule = rows.front().at("rule").value_or("");
  return rule == "c" ? "cascade" : rule == "n" ? "set null" : rule == "d" ? "set default" : "refused";
}

bool Table::has_index(const std::string& column) const {
  const auto rows = database().query(
      cat("SELECT i.indexrelid FROM pg_catalog.pg_index i"
          " JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indrelid"
          " JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
          " JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) c.oid"
          " AND a.attnum OPERATOR(pg_catalog.=) i.indkey[0]"
          " WHERE n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND i.indpred IS NULL AND c.relname OPERATOR(pg_catalog.=) ",
          database().quoted(name_), " AND a.attname OPERATOR(pg_catalog.=) ", database().quoted(column)));
  return !rows.empty();
}

}  // namespace assay::testkit
