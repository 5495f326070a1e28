"""Listens on the right port of ::1 alone."""

import os
import socket
from http.server import BaseHTTPRequestHandler, HTTPServer

HTTPServer.address_family = socket.AF_INET6
HTTPServer(("::1", int(os.environ["PORT"])), BaseHTTPRequestHandler).serve_forever()
