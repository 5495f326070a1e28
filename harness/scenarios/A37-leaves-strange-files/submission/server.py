"""Fills its directory with what hangs or breaks whoever reads or removes it."""

import os
import signal
import socket
import stat
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def attempt(name, action):
    try:
        action()
        print("attempt", name, "POSSIBLE")
    except OSError as error:
        print("attempt", name, "refused", error.strerror)


def deep():
    """From the inside out: each directory becomes the only one of the next."""
    os.mkdir("deep")
    for _ in range(5000):
        os.mkdir("next")
        os.rename("deep", "next/d")
        os.rename("next", "deep")


for name in ("report.txt", "requirements.txt", "results.json"):
    try:
        os.mkfifo(name)
    except FileExistsError:
        pass
socket.socket(socket.AF_UNIX).bind("socket")
deep()
for name, mode in (("unreadable", 0), ("unwritable", 0o500)):
    os.mkdir(name)
    open(name + "/file", "w").close()
    os.chmod(name + "/file", 0)
    os.chmod(name, mode)
for number in range(1000):
    open("\xff\n" + chr(27) + "[2J" + str(number), "w").close()
attempt("petabyte", lambda: os.truncate(os.open("sparse", os.O_CREAT | os.O_RDWR), 1 << 50))
attempt("device", lambda: os.mknod("sda", 0o666 | stat.S_IFBLK, os.makedev(8, 0)))
attempt("null", lambda: os.mknod("null", 0o666 | stat.S_IFCHR, os.makedev(1, 3)))
attempt("set-uid", lambda: os.chown("server.py", 0, 0))
attempt("immutable", lambda: os.setxattr("server.py", "trusted.x", b"x"))

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
