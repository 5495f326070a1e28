"""Ends with what a matcher looks for, and a module's name of a megabyte."""

import sys

sys.stderr.write("ModuleNotFoundError: No module named '" + "a" * 1_000_000 + "'\n")
sys.stderr.write("ModuleNotFoundError: No module named '" + "a" * 32_000)
raise SystemExit(1)
