"""Connections to PostgreSQL with psycopg: one for each call."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql://user:pass@localhost/db")


@contextmanager
def connected() -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """Open a connection; what happens in it is one transaction."""
    address = DATABASE_URL.replace("+asyncpg", "").replace("+psycopg", "")
    with psycopg.connect(address, row_factory=dict_row) as connection:
        yield connection
