#include "tap/sql_reader.hpp"

#include <gtest/gtest.h>

namespace assay::tap {
namespace {

std::vector<SqlPart> read_whole(std::string_view text, std::size_t limit = 16'384) {
  std::vector<SqlPart> parts;
  const auto add = [&](SqlPart part) { parts.push_back(std::move(part)); };
  SqlReader reader(limit);
  reader.read(text, add);
  reader.finish(add);
  return parts;
}

std::vector<SqlPart> read_in_pieces(std::string_view text, std::size_t size) {
  std::vector<SqlPart> parts;
  const auto add = [&](SqlPart part) { parts.push_back(std::move(part)); };
  SqlReader reader(16'384);
  for (; !text.empty(); text.remove_prefix(std::min(size, text.size()))) reader.read(text.substr(0, size), add);
  reader.finish(add);
  return parts;
}

std::vector<std::string> texts_of(const std::vector<SqlPart>& parts) {
  std::vector<std::string> texts;
  for (const SqlPart& part : parts) texts.push_back(part.text);
  return texts;
}

using Texts = std::vector<std::string>;

/// The statements of the text, the same however it is cut.
Texts statements(std::string_view text) {
  const Texts whole = texts_of(read_whole(text));
  for (const std::size_t size : {1, 2, 3, 7}) EXPECT_EQ(texts_of(read_in_pieces(text, size)), whole) << size;
  return whole;
}

TEST(SqlReader, SplitsAtSemicolons) {
  EXPECT_EQ(statements("BEGIN; SELECT 1 ;\n INSERT INTO t VALUES (1)"), (Texts{"BEGIN", "SELECT 1", "INSERT INTO t VALUES (1)"}));
  EXPECT_EQ(statements("SELECT 1;"), (Texts{"SELECT 1"}));
}

TEST(SqlReader, TakesNothingForNoStatement) {
  EXPECT_EQ(statements(""), Texts());
  EXPECT_EQ(statements(" ;; -- nothing; here\n ; /* nor; /* here; */ ; */ "), Texts());
}

TEST(SqlReader, LeavesSemicolonsInStringsAlone) {
  EXPECT_EQ(statements("SELECT 'a;b'; SELECT 2").size(), 2u);
  EXPECT_EQ(statements("SELECT 'it''s; so'; SELECT 2").size(), 2u);
  EXPECT_EQ(statements("SELECT E'a\\';b'; SELECT 2").size(), 2u);
  EXPECT_EQ(statements("SELECT 'a\\'; SELECT 2").size(), 2u);
  EXPECT_EQ(statements("SELECT U&'d\\0061;'; SELECT 2").size(), 2u);
  EXPECT_EQ(statements("SELECT \"a;\"\"b\" FROM \"x;y\"; SELECT 2").size(), 2u);
}

TEST(SqlReader, LeavesSemicolonsInDollarQuotesAlone) {
  EXPECT_EQ(statements("DO $$ BEGIN PERFORM 1; END $$; SELECT 2").size(), 2u);
  EXPECT_EQ(statements("DO $body$ a; $$ b; $bod$ c; $$body$; SELECT 2").size(), 2u);
  EXPECT_EQ(statements("SELECT a$1; SELECT $2; SELECT 3").size(), 3u) << "a$1 is a name, $2 a parameter";
}

TEST(SqlReader, LeavesSemicolonsInCommentsAlone) {
  EXPECT_EQ(statements("SELECT 1 -- one; two\n, 2; SELECT 3").size(), 2u);
  EXPECT_EQ(statements("SELECT 1 /* a; /* b; */ c; */ , 2; SELECT 4/2; SELECT 5--1;\n").size(), 3u);
}

TEST(SqlReader, LeavesSemicolonsInsideARuleOrARoutineAlone) {
  EXPECT_EQ(statements("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3").size(), 2u);
  EXPECT_EQ(statements("CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3")
                .size(), 2u);
  EXPECT_EQ(statements("BEGIN; END; SELECT 3").size(), 3u);
}

TEST(SqlReader, KnowsBackslashesOfOldServers) {
  std::vector<SqlPart> parts;
  SqlReader reader(100, /*plain_backslashes=*/false);
  reader.read("SELECT 'a\\';b'; SELECT 2", [&](SqlPart part) { parts.push_back(part); });
  reader.finish([&](SqlPart part) { parts.push_back(part); });
  EXPECT_EQ(texts_of(parts), (Texts{"SELECT 'a\\';b'", "SELECT 2"}));
}

TEST(SqlReader, ClipsTextsAndStillCounts) {
  std::string text = "INSERT INTO t VALUES ('" + std::string(100'000, 'x') + "'); ";
  text += text + "SELECT 1";
  const auto parts = read_whole(text, 64);
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0].text, text.substr(0, 64));
  EXPECT_TRUE(parts[0].clipped && parts[1].clipped && !parts[2].clipped);
  EXPECT_EQ(parts[1].kind, StatementClass::data);
}

TEST(SqlReader, SurvivesTextsThatAreNoSql) {
  for (const char* text : {"'", "\"", "$$", "$", "E'\\", "/*", "((((", "))))", "$a b$", ".", "FROM", "SELECT FROM . , (", "with", "with (", "a.b.c.d"})
    statements(text);
  EXPECT_EQ(read_whole("SELECT " + std::string(100'000, '(')).size(), 1u);
}

void expect_class(StatementClass wanted, const Texts& texts) {
  for (const std::string& text : texts) {
    const auto parts = read_whole(text);
    ASSERT_EQ(parts.size(), 1u) << text;
    EXPECT_STREQ(to_string(parts[0].kind), to_string(wanted)) << text;
    EXPECT_EQ(read_in_pieces(text, 1).at(0).kind, parts[0].kind) << text;
  }
}

TEST(SqlClass, ReadingAndWritingRowsIsData) {
  expect_class(StatementClass::data, {
      "SELECT * FROM products",
      "select products.id as products_id from products where products.id = $1::INTEGER limit 1",
      "  /* comment */ SELECT 1 FROM public.products",
      "SELECT count(*) FROM (SELECT 1 FROM products) AS anon_1",
      "INSERT INTO products (name, price) VALUES ('a;', 1.5) RETURNING products.id",
      "INSERT INTO products (name) SELECT p0::VARCHAR FROM (VALUES ($1, 0)) AS imp_sen(p0, sen_counter) ORDER BY sen_counter RETURNING id",
      "UPDATE \"Products\" SET name = 'x' WHERE id = 1",
      "DELETE FROM ONLY products",
      "MERGE INTO products p USING offers o ON o.id = p.id WHEN MATCHED THEN DELETE",
      "WITH a AS (SELECT 1 AS x) SELECT * FROM a JOIN products ON true",
      "WITH a AS (INSERT INTO products DEFAULT VALUES RETURNING *) SELECT * FROM a",
      "WITH a (x) AS (VALUES (1)) UPDATE products SET price = x FROM a",
      "COPY products (name) FROM STDIN WITH (FORMAT csv)",
      "COPY (SELECT * FROM products) TO STDOUT",
      "TABLE products",
      "(SELECT id FROM products) UNION (SELECT 1)",
      "EXPLAIN ANALYZE SELECT * FROM products",
      "DECLARE c CURSOR WITH HOLD FOR SELECT * FROM products",
      "SELECT relname FROM pg_class, products",
      "SELECT * FROM pg_temp.t",
      "SELECT my_function(1)",
      "SELECT shop.version()",
      "CALL restock(1)", "DO $$ BEGIN END $$", "EXECUTE plan(1)", "TRUNCATE products", "REFRESH MATERIALIZED VIEW v",
      "SELEC * FROM products",
      "SELECT nextval('products_id_seq')",
      "SELECT 1 WHERE EXISTS (SELECT FROM products)"});
}

TEST(SqlClass, TransactionsSettingsAndConstantsAreControl) {
  expect_class(StatementClass::control, {
      "BEGIN", "begin isolation level read committed", "START TRANSACTION", "COMMIT", "ROLLBACK TO SAVEPOINT sa_savepoint_1", "SAVEPOINT a",
      "RELEASE SAVEPOINT a", "SET TIME ZONE 'UTC'", "SHOW standard_conforming_strings", "DISCARD ALL",
      "DEALLOCATE ALL", "FETCH FORWARD 100 FROM c", "CLOSE c", "LISTEN x", "PREPARE a AS SELECT * FROM products",
      "SELECT 1", "select 1 as one", "SELECT $1::int", "SELECT version()", "select pg_catalog.version()", "select current_schema()",
      "SELECT CAST('test' AS VARCHAR(60)) AS anon_1", "SELECT now() AT TIME ZONE 'UTC'", "SELECT pg_sleep(1)",
      "SELECT extract(year FROM now()), substring('abc' FROM 2), trim(both from ' a ')",
      "SELECT 1 IS DISTINCT FROM 2", "SELECT * FROM generate_series(1, 3) g(i)", "VALUES (1), (2)",
      "SELECT * FROM unnest($1::int[]) AS x(a, b)", "SELECT pg_advisory_unlock_all()", "SELECT set_config('a', 'b', false)",
      "WITH a AS (SELECT 1) SELECT * FROM a", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3), m AS (SELECT * FROM n) SELECT * FROM n, m",
      "EXPLAIN SELECT 1", "SELECT (SELECT 1)", "select 'from products'", "select \"version\"()", "SELECT 1 AS products -- from products"});
}

TEST(SqlClass, TheCatalogueAndTheSchemaAreCatalogue) {
  expect_class(StatementClass::catalogue, {
      "CREATE TABLE products (id serial PRIMARY KEY)", "ALTER TABLE products ADD COLUMN sku text", "DROP INDEX i", "GRANT ALL ON t TO u",
      "COMMENT ON TABLE t IS 'x'", "VACUUM", "ANALYZE products",
      "SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_catalog.pg_namespace.oid = "
      "pg_catalog.pg_class.relnamespace WHERE pg_catalog.pg_class.relname = 'products'",
      "SELECT t.typname AS name, t.oid AS oid, t.typarray AS array_oid, t.oid::regtype::text AS regtype FROM pg_type t WHERE t.oid = to_regtype('hstore')",
      "SELECT column_name FROM information_schema.columns c JOIN information_schema.tables USING (table_name) WHERE c.table_name = 'products'",
      "WITH RECURSIVE typeinfo_tree(oid, ns, name, depth) AS (SELECT ti.oid, ti.ns, ti.name, 0 FROM (SELECT t.oid AS oid, ns.nspname AS ns "
      "FROM pg_catalog.pg_type AS t INNER JOIN pg_catalog.pg_namespace ns ON (ns.oid = t.typnamespace) LEFT JOIN pg_type elem_t ON "
      "((t.typlen = -1 AND t.typelem != 0 AND extract(year from now()) = 1))) AS ti WHERE ti.oid = any($1::oid[]) UNION ALL SELECT ti.oid, ti.ns, ti.name, "
      "tt.depth + 1 FROM (SELECT 1 FROM pg_range) ti, typeinfo_tree tt WHERE (tt.elemtype IS NOT NULL AND ti.oid = tt.elemtype)) "
      "SELECT DISTINCT *, basetype::regtype::text AS basetype_name FROM typeinfo_tree ORDER BY depth DESC",
      "select a.attname, (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d WHERE d.adnum = a.attnum) "
      "FROM pg_catalog.pg_attribute a LEFT JOIN LATERAL unnest(a.attacl) AS x(y) ON true",
      "SELECT * FROM (pg_class c CROSS JOIN pg_namespace n)",
      "COPY pg_catalog.pg_class TO STDOUT"});
}

}  // namespace
}  // namespace assay::tap
