"""Takes memory without end, in processes that are small each."""

import os
import time

for _ in range(40):
    if os.fork() == 0:
        block = os.urandom(1 << 20) * 12
        break
while True:
    time.sleep(1)
