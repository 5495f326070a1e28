"""Sends chunks of one byte without end, each with a comment of a kilobyte."""

import os
import socket

server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    peer, _ = server.accept()
    if not peer.recv(65536):
        continue  # Whoever only asks whether somebody listens says nothing.
    try:
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"1;" + b"x" * 1000 + b"\r\n7\r\n"
        while True:
            peer.sendall(chunk * 64)
    except OSError:
        pass
    finally:
        peer.close()
