"""Answers each request, slowly and politely, with a redirect to the same place with one more step."""

import os
import socket

server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
step = 0
while True:
    peer, _ = server.accept()
    if not peer.recv(65536):
        continue
    step += 1
    peer.sendall(b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /health?step=%d\r\nContent-Length: 0\r\n\r\n" % step)
    peer.close()
