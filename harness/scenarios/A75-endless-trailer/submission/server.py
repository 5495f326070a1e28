"""Ends its chunks with a trailer that has no end."""

import os
import socket

server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    peer, _ = server.accept()
    if not peer.recv(65536):
        continue  # Whoever only asks whether somebody listens says nothing.
    try:
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n1\r\n7\r\n0\r\n")
        while True:
            peer.sendall(b"X-Trailer: x\r\n" * 4096)
    except OSError:
        pass
    finally:
        peer.close()
