"""Takes memory without end."""

blocks = []
while True:
    blocks.append(b"7" * (16 << 20))
