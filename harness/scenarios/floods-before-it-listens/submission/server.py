"""Writes lines to standard output without end, and never comes to listen."""

line = "all is well " * 80
while True:
    print(line)
