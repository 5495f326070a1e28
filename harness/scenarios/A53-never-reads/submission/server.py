"""Accepts connections and never reads what is sent."""

import os
import socket

server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
kept = []
while True:
    kept.append(server.accept())
