"""Leaves little that becomes much where somebody copies it: one file under many names, and holes."""

import os

with open("part", "wb") as file:
    file.write(b"7" * (16 << 20))
for number in range(64):
    os.link("part", f"part{number}")
for number in range(64):
    with open(f"hole{number}", "wb") as file:
        file.truncate(30 << 20)
