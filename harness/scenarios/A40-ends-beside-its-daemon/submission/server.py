"""Ends at once, and leaves a process in a session of its own that holds standard output and ignores signals."""

import os
import signal
import time

if os.fork() != 0:
    raise SystemExit(3)
os.setsid()
if os.fork() != 0:
    os._exit(0)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
while True:
    time.sleep(60)
