"""Takes more memory than it may have, in shared segments that it lets go of at once."""

import ctypes

libc = ctypes.CDLL(None)
libc.shmat.restype = ctypes.c_void_p
for _ in range(20):
    address = libc.shmat(libc.shmget(0, 16 << 20, 0o600), None, 0)
    ctypes.memset(address, 7, 16 << 20)
    libc.shmdt(ctypes.c_void_p(address))
print("attempt unmapped POSSIBLE 320 MiB")
