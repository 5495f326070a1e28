#include "testkit/database.hpp"

#include <pqxx/pqxx>

#include "base/text.hpp"
#include "testkit/expect.hpp"
#include "testkit/unit.hpp"

namespace assay::testkit {

struct Database::State {
  std::string owner;
  std::unique_ptr<pqxx::connection> session;
};

Database::Database(const PostgresLease& lease) : state_(std::make_unique<State>()) {
  state_->owner = lease.user;
  state_->session = std::make_unique<pqxx::connection>(
      cat("host=", lease.socket_directory, " user=", lease.reader, " password=", lease.reader_password,
          " dbname=", lease.database, " connect_timeout=10 application_name=reader"));
  pqxx::nontransaction work(*state_->session);
  work.exec("SET statement_timeout = '5s'");
  work.exec("SET lock_timeout = '2s'");
}

Database::~Database() = default;

std::vector<Row> Database::query(const std::string& sql) {
  std::vector<Row> rows;
  std::string problem;
  try {
    pqxx::nontransaction work(*state_->session);
    const pqxx::result found = work.exec(cat("SELECT * FROM (", sql, ") AS found LIMIT 5000"));
    for (const auto& line : found) {
      Row row;
      for (const auto& field : line)
        row[field.name()] = field.is_null() ? std::nullopt : std::optional(field.as<std::string>());
      rows.push_back(std::move(row));
    }
    return rows;
  } catch (const pqxx::failure& error) {
    problem = printable(trimmed(split(error.what(), '\n').front()));
  }
  note(StepKind::sql, {{"query", sql}});
  demand(ExpectationKind::answer, "PostgreSQL", term::of("readable"), term::of("error", clipped(problem, 300)), false);
  return rows;
}

void Database::execute(const std::string& sql) {
  std::string problem;
  try {
    pqxx::nontransaction work(*state_->session);
    work.exec(sql);
    return;
  } catch (const pqxx::failure& error) {
    problem = printable(trimmed(split(error.what(), '\n').front()));
  }
  note(StepKind::sql, {{"query", sql}});
  demand(ExpectationKind::answer, "PostgreSQL", term::of("writable"), term::of("error", clipped(problem, 300)), false);
}

void Database::clear() { execute(cat("DROP OWNED BY ", state_->session->quote_name(state_->owner), " CASCADE")); }

std::string Database::quoted(const std::string& value) { return state_->session->quote(value); }

std::optional<Row> Database::row(const std::string& table, const Json& id) {
  const std::string value = id.is_string() ? id.get<std::string>() : to_text(id);
  const auto rows = query(cat("SELECT * FROM ", state_->session->quote_name(table),
                              " WHERE id::text = ", quoted(value)));
  return rows.empty() ? std::nullopt : std::optional(rows.front());
}

std::size_t Database::count(const std::string& table) {
  return std::stoul(*query("SELECT pg_catalog.count(*) AS n FROM " + state_->session->quote_name(table)).at(0).at("n"));
}

namespace {

constexpr const char* from_user_relations =
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
    " WHERE n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'";

}  // namespace

bool Database::has_table(const std::string& table) {
  return !query(cat("SELECT c.oid", from_user_relations, " AND c.relkind IN ('r','p') AND c.relname OPERATOR(pg_catalog.=) ",
                    quoted(table)))
              .empty();
}

std::vector<Column> Database::columns(const std::string& table) {
  // atttypmod of varchar is length + 4, of numeric ((precision << 16) | scale) + 4
  const auto rows = query(cat(
      "SELECT a.attname AS name, t.typname AS type, a.atttypmod AS modifier, a.attnotnull AS required"
      " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid"
      " WHERE a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped AND a.attrelid IN (SELECT c.oid",
      from_user_relations, " AND c.relkind IN ('r','p') AND c.relname OPERATOR(pg_catalog.=) ", quoted(table), ")"));
  std::vector<Column> columns;
  for (const Row& row : rows) {
    Column column{.name = *row.at("name"), .type = *row.at("type"), .not_null = row.at("required") == "t"};
    const int modifier = std::stoi(*row.at("modifier")) - 4;
    if (modifier >= 0 && column.type == "numeric") {
      column.precision = modifier >> 16;
      column.scale = modifier & 0xFFFF;
    } else if (modifier >= 0) {
      column.length = modifier;
    }
    columns.push_back(column);
  }
  return columns;
}

std::vector<std::vector<std::string>> Database::unique_keys(const std::string& table) {
  const auto rows = query(cat(
      "SELECT pg_catalog.string_agg(a.attname, ',' ORDER BY a.attnum) AS key"
      " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) i.indrelid"
      " AND a.attnum OPERATOR(pg_catalog.=) ANY (i.indkey) WHERE i.indisunique"
      // A predicate on a column that is not in the key: rows outside it may repeat the key.
      " AND NOT (i.indpred IS NOT NULL AND EXISTS (SELECT FROM pg_catalog.pg_depend d"
      " WHERE d.objid OPERATOR(pg_catalog.=) i.indexrelid AND d.refobjid OPERATOR(pg_catalog.=) i.indrelid"
      " AND d.refobjsubid OPERATOR(pg_catalog.>) 0 AND d.refobjsubid OPERATOR(pg_catalog.<>) ALL (i.indkey)))"
      " AND i.indrelid IN (SELECT c.oid",
      from_user_relations, " AND c.relname OPERATOR(pg_catalog.=) ", quoted(table), ") GROUP BY i.indexrelid"));
  std::vector<std::vector<std::string>> keys;
  for (const Row& row : rows) keys.push_back(split(row.at("key").value_or(""), ','));
  return keys;
}

std::vector<std::string> Database::references(const std::string& table) {
  const auto rows = query(cat(
      "SELECT DISTINCT r.relname AS name FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class r"
      " ON r.oid OPERATOR(pg_catalog.=) k.confrelid WHERE k.contype OPERATOR(pg_catalog.=) 'f' AND k.conrelid IN (SELECT c.oid",
      from_user_relations, " AND c.relname OPERATOR(pg_catalog.=) ", quoted(table), ")"));
  std::vector<std::string> names;
  for (const Row& row : rows) names.push_back(*row.at("name"));
  return names;
}

std::vector<std::string> Database::relations() {
  std::vector<std::string> names;
  for (const Row& row : query(cat("SELECT c.relname AS name", from_user_relations,
                                  " AND c.relkind IN ('r','p','v','m','S') ORDER BY 1")))
    names.push_back(*row.at("name"));
  return names;
}

}  // namespace assay::testkit
