"""Takes more memory than it may have, in what it sends itself and never reads."""

import resource
import socket

kept = []
sent = 0
while sent < 300 << 20 and len(kept) < 500:
    pair = socket.socketpair()
    pair[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)
    pair[0].setblocking(False)
    try:
        while True:
            sent += pair[0].send(b"7" * 262144)
    except BlockingIOError:
        pass
    kept.append(pair)
print("attempt unmapped", "POSSIBLE" if sent > 256 << 20 else "refused", sent >> 20, "MiB")
