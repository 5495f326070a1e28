"""Answers with a JSON string of bytes that are no UTF-8, with controls and half a surrogate in it."""

import os
import socket

server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    peer, _ = server.accept()
    if not peer.recv(65536):
        continue  # Whoever only asks whether somebody listens says nothing.
    body = b'{"status": "\xff\xfe\x00\x1b[2J\xed\xa0\x80", "database": "\\ud800"}'
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    peer.close()
