"""Takes far too long for an answer, and has changed every clock that it could find."""

import datetime
import json
import os
import socket
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sleep = time.sleep
for name in ("time", "monotonic", "perf_counter", "process_time", "time_ns", "monotonic_ns"):
    setattr(time, name, lambda: 0)
time.sleep = lambda _seconds: None
datetime.datetime = type("datetime", (datetime.datetime,), {"now": classmethod(lambda cls, tz=None: cls(2000, 1, 1, tzinfo=tz))})
socket.socket.settimeout = lambda *_: None
json.dumps = lambda *_args, **_named: '{"status": "ok", "database": "connected"}'


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        sleep(6)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({}).encode())


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
