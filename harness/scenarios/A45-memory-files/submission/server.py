"""Takes more memory than it may have, in anonymous files, which belong to no process."""

import os

for _ in range(20):
    file = os.memfd_create("x")
    for _ in range(16):
        os.write(file, b"7" * (1 << 20))
print("attempt unmapped POSSIBLE 320 MiB")
