import os

import psycopg
from psycopg.rows import dict_row

DATABASE_URL = os.environ.get(
    "DATABASE_URL", "postgresql://tradeos_user:tradeos_password@localhost:5432/tradeos_db"
)


def connect():
    """A connection for one request; used in a `with`, it commits or rolls back at the end."""
    return psycopg.connect(DATABASE_URL, connect_timeout=4, row_factory=dict_row)
