"""Answers with bytes that are no HTTP at all."""

import os
import socket

server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    peer, _ = server.accept()
    if not peer.recv(65536):
        continue  # Whoever only asks whether somebody listens says nothing.
    peer.sendall(os.urandom(4096))
    peer.close()
