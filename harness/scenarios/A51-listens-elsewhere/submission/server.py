"""Listens on 8080, where nobody looks for it."""

from http.server import BaseHTTPRequestHandler, HTTPServer

HTTPServer(("127.0.0.1", 8080), BaseHTTPRequestHandler).serve_forever()
