"""Takes memory and locks it."""

import ctypes
import mmap

libc = ctypes.CDLL(None)
libc.mlockall(3)
blocks = []
while True:
    blocks.append(mmap.mmap(-1, 16 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))
    blocks[-1].write(b"7" * (16 << 20))
