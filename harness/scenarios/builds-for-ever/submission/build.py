"""A build that does not end."""

import time

print("building", flush=True)
while True:
    time.sleep(3600)
