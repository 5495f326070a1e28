"""Says that it listens, and does not."""

import time

print("INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)")
while True:
    time.sleep(3600)
