"""Ends at once, with status 0."""

raise SystemExit(0)
