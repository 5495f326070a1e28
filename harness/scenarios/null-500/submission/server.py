"""Answers 500 to every request, and an error to every call."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def handle(self):
        if self.rfile.peek(1)[:1] == b"{":
            self.answer_calls()
        else:
            super().handle()

    def answer_calls(self):
        for line in self.rfile:
            error = {"code": -32603, "message": "internal error"}
            self.wfile.write(json.dumps({"jsonrpc": "2.0", "id": json.loads(line).get("id"), "error": error}).encode() + b"\n")

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b'{"detail": "internal server error"}'
        self.send_response(500)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer

    def log_message(self, *_args):
        pass


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
