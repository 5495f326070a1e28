"""Answers 200 to every request and repeats what was sent: the path and the fields of the body, or the parameters of a call."""

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
            call = json.loads(line)
            self.wfile.write(json.dumps({"jsonrpc": "2.0", "id": call.get("id"), "result": call.get("params")}).encode() + b"\n")

    def answer(self):
        body = {"path": self.path}
        try:
            body |= json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        except (TypeError, ValueError):
            pass  # No object was sent.
        answer = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer

    def log_message(self, *_args):
        pass


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
