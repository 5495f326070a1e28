"""Closes its side of the connection without an answer, and keeps the other open."""

import os
import socket

server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    peer, _ = server.accept()
    if not peer.recv(65536):
        continue  # Whoever only asks whether somebody listens says nothing.
    peer.shutdown(socket.SHUT_WR)
    while peer.recv(65536):
        pass
