"""Answers with a header of ten megabytes."""

import os
import socket

server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    peer, _ = server.accept()
    if not peer.recv(65536):
        continue  # Whoever only asks whether somebody listens says nothing.
    try:
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Header: " + b"x" * 10000000 + b"\r\nContent-Length: 2\r\n\r\n{}")
    except OSError:
        pass
    finally:
        peer.close()
