"""Crashes fifty times, with as much of a core as it may have."""

import errno
import os
import resource
import signal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def attempt(name, action):
    try:
        found = action()
    except OSError as error:
        print(f"attempt {name} refused {errno.errorcode.get(error.errno, error)}")
    else:
        print(f"attempt {name} POSSIBLE {found}" if found else f"attempt {name} refused nothing")


def cores():
    return [name for place in (".", "/tmp", "/var/crash", "/var/lib/systemd/coredump") if os.path.isdir(place) for name in os.listdir(place) if name.startswith("core")]


def raise_limit():
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (1 << 30, 1 << 30))
    except ValueError as error:
        raise OSError(errno.EPERM, str(error)) from error
    return "raised"


attempt("limit", raise_limit)
attempt("filter", lambda: open("/proc/self/coredump_filter", "w").write("0xff") and "")
dumped = 0
for number in range(50):
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGABRT, signal.SIG_DFL)
        os.abort()
    dumped += os.WCOREDUMP(os.waitpid(pid, 0)[1])
attempt("dumped", lambda: dumped)
attempt("files", cores)

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
