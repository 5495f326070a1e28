"""Redirects whoever asks to a service of the host that it cannot reach itself."""

import json
import os
import pathlib
import socket

elsewhere = json.loads(pathlib.Path("map.json").read_text())["tcp"]
server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    peer, _ = server.accept()
    if not peer.recv(65536):
        continue
    peer.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n" % elsewhere)
    peer.close()
