"""Runs a command and writes "WALL CPU", both in seconds, to a file: measure.py FILE COMMAND...

The CPU is that of everything the command has started. What outlives it (a submission may leave a
process behind) is adopted, ended and counted. The exit status is the command's.
"""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


def children() -> list[int]:
    """Give the processes whose parent this one is, by the kernel's word."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name in parentheses may hold anything; after it come the state and the parent.
            parent = stat.read_text(errors="replace").rpartition(")")[2].split()[1]
        except OSError:
            continue
        if int(parent) == os.getpid():
            found.append(int(stat.parent.name))
    return found


def main() -> int:
    file, command = Path(sys.argv[1]), sys.argv[2:]
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        return 2
    begin = time.monotonic()
    child = subprocess.Popen(command)
    signal.signal(signal.SIGINT, lambda *_: None)  # the terminal tells the command itself
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    status = child.wait()
    wall = time.monotonic() - begin
    while left := children():
        for pid in left:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    file.write_text(f"{wall:.3f} {used.ru_utime + used.ru_stime:.3f}\n")
    return status if status >= 0 else 128 - status


sys.exit(main())
