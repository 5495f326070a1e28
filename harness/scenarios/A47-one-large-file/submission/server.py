"""Writes one file without end."""

with open("file", "wb") as file:
    while True:
        file.write(b"7" * (1 << 20))
