"""Answers with a list that is 100 000 lists deep."""

import os
import socket

server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    peer, _ = server.accept()
    if not peer.recv(65536):
        continue  # Whoever only asks whether somebody listens says nothing.
    body = b"[" * 100000 + b"]" * 100000
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    peer.close()
