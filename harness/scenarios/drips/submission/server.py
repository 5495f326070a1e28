"""Sends its answer byte by byte, ten a second."""

import os
import socket
import time

server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    peer, _ = server.accept()
    if not peer.recv(65536):
        continue  # Whoever only asks whether somebody listens says nothing.
    try:
        for byte in b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n" + b"7" * 100000:
            peer.sendall(bytes([byte]))
            time.sleep(0.1)
    except OSError:
        pass
    finally:
        peer.close()
