"""Ends, and leaves a process that moves on to a new one every few milliseconds, each in a session of its own."""

import os
import time

if os.fork() != 0:
    raise SystemExit(3)
while True:
    os.setsid()
    if os.fork() != 0:
        os._exit(0)
    time.sleep(0.002)
