"""Works on the trap that migrate.py has laid, and looks what it has caught."""

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


def look():
    """Says what the trap has caught."""
    caught = query("SELECT string_agg(DISTINCT who || ' ' || what, '; ') FROM log")[0] or ""
    mighty = query("SELECT string_agg(rolname, ' ') FROM pg_roles WHERE rolsuper AND oid <> 10")[0]
    print(caught)
    print("attempt", "by-reader" if "assay_reader" in caught else "by-nobody", "POSSIBLE" if "POSSIBLE" in caught else "refused")
    print("attempt superuser", "POSSIBLE" if mighty else "refused", mighty)



class Handler(BaseHTTPRequestHandler):
    def answer(self, status, body):
        body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        look()
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
        self.answer(201, product | {"id": id_})

    def log_message(self, *_args):
        pass


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
