"""Takes memory that belongs to no process: anonymous files."""

import os
import time

files = []
try:
    while True:
        file = os.memfd_create("x")
        for _ in range(16):
            os.write(file, b"7" * (1 << 20))
        files.append(file)
except OSError:
    time.sleep(3600)
