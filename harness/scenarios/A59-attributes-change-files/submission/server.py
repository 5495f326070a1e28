"""Behaves only while its files are what the reader of the repository sees."""

import pathlib

seen = pathlib.Path("version.txt").read_bytes()
raise SystemExit(0 if seen == b"$Format:%H$\n" and pathlib.Path("hidden.py").exists() else 5)
