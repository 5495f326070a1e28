"""A schema that is hostile to whoever looks at it."""

import os

import psycopg2

database = psycopg2.connect(os.environ["DATABASE_URL"])
database.autocommit = True
cursor = database.cursor()


def do(text):
    try:
        cursor.execute(text)
    except psycopg2.Error as error:
        print(error)


do('CREATE TABLE "x""; DROP TABLE products; --" ("a""; b" int, "\u001b[2J" text)')
do("CREATE TABLE wide (" + ", ".join(f"c{number} int" for number in range(1600)) + ")")
do("DO $$ BEGIN FOR i IN 1..3000 LOOP EXECUTE format('CREATE TABLE many%s ()', i); END LOOP; END $$")
do("CREATE VIEW loop AS SELECT 1 AS x")
do("CREATE OR REPLACE VIEW loop AS SELECT x FROM (WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x FROM r) SELECT x FROM r) AS s")
do("CREATE SCHEMA pg_products; CREATE SCHEMA information_schema2")
do("CREATE TABLE products (id numeric, name bytea, price double precision, quantity timestamp, category int[], description json, sku xml)")
do("INSERT INTO products (id, name, price, quantity) VALUES ('NaN', repeat('x', 1000000)::bytea, 'Infinity', '4713-01-01 BC')")
do("INSERT INTO products (id, price, quantity) VALUES (1e1000, '-Infinity', 'infinity')")
do("CREATE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1 FROM pg_sleep(60)'")
do("CREATE TABLE public.pg_class (relname text, oid oid); CREATE TABLE public.pg_attribute (attname text)")
do("CREATE FUNCTION public.now() RETURNS int LANGUAGE sql AS 'SELECT 1'")
do("ALTER DATABASE tradeos_db SET search_path TO public, pg_catalog")
