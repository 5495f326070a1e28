"""Looks at what has become of the links, and answers like a program that does nothing."""

import os
import pathlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

for name in ("key", "course", "netrc", "shadow", "above", "pipe"):
    print("attempt", name, "POSSIBLE is there" if os.path.lexists(name) else "refused absent")
print("attempt plain", "refused kept" if pathlib.Path("kept/built.txt").read_text() == "built" else "POSSIBLE lost", flush=True)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_args):
        pass


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
