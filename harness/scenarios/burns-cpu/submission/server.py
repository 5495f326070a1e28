"""Computes on two cores, before it listens and for ever."""

import os

os.fork()
while True:
    pass
