"""Runs and never listens."""

import time

while True:
    time.sleep(3600)
