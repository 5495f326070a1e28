"""Announces a chunk of 2^64 - 1 bytes, and sends what it can of it."""

import os
import socket

server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    peer, _ = server.accept()
    if not peer.recv(65536):
        continue  # Whoever only asks whether somebody listens says nothing.
    try:
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n")
        while True:
            peer.sendall(b"7" * 65536)
    except OSError:
        pass
    finally:
        peer.close()
