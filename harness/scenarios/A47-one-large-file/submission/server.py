"""Writes one file without end."""

import signal

signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python would have an error instead
with open("file", "wb") as file:
    while True:
        file.write(b"7" * (1 << 20))
