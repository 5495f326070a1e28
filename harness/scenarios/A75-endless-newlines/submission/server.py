"""Sends empty lines without end in place of a status line."""

import os
import socket

server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    peer, _ = server.accept()
    if not peer.recv(65536):
        continue  # Whoever only asks whether somebody listens says nothing.
    try:
        while True:
            peer.sendall(b"\r\n" * 32768)
    except OSError:
        pass
    finally:
        peer.close()
