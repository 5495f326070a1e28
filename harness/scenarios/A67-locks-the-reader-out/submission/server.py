"""Works, and after each answer nobody else can read: the table is locked, and the reader is thrown out."""

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


kept = []


def hold(text):
    kept.append(psycopg2.connect(os.environ["DATABASE_URL"]))
    try:
        kept[-1].cursor().execute("SET statement_timeout TO 500; " + text)
    except psycopg2.Error as error:
        print(text, "-", error)


query("CREATE TABLE IF NOT EXISTS products (id serial PRIMARY KEY, name text, price numeric, quantity int); SELECT 1")


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
            query("SELECT 1")
            return self.answer(200, {"status": "ok", "database": "connected"})
        id_, name = query("SELECT id, name FROM products WHERE id = %s", self.path.rsplit("/", 1)[1])
        self.answer(200, {"id": id_, "name": name})

    def do_POST(self):
        product = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        id_, = query(
            "INSERT INTO products (name, price, quantity) VALUES (%s, %s, %s) RETURNING id",
            product["name"], product["price"], product["quantity"],
        )
        hold("LOCK TABLE products IN ACCESS EXCLUSIVE MODE")
        hold("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename <> current_user")
        hold("REVOKE ALL ON SCHEMA public FROM PUBLIC; REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC")
        hold("ALTER ROLE assay_reader PASSWORD 'other'")
        hold("ALTER DATABASE tradeos_db CONNECTION LIMIT 1")
        self.answer(201, product | {"id": id_})

    def log_message(self, *_args):
        pass


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
