"""Takes memory in a shared mapping that it touches and gives away to a child."""

import mmap
import os

maps = []
while True:
    block = mmap.mmap(-1, 16 << 20)
    for place in range(0, len(block), 4096):
        block[place] = 7
    maps.append(block)
    if len(maps) % 4 == 0 and os.fork() != 0:
        maps.clear()
        os.wait()
