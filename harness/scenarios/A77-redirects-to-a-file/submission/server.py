"""Redirects whoever asks to a file, and gives him a cookie for everybody."""

import os
import socket

server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    peer, _ = server.accept()
    if not peer.recv(65536):
        continue
    peer.sendall(
        b"HTTP/1.1 301 Moved Permanently\r\nLocation: file:///etc/passwd\r\n"
        b"Set-Cookie: a=b; Domain=localhost\r\nContent-Length: 0\r\n\r\n"
    )
    peer.close()
