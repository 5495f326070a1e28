"""The connection to PostgreSQL."""

import os
from collections.abc import Iterator

from dotenv import load_dotenv
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

load_dotenv()

DATABASE_URL = os.getenv(
    "DATABASE_URL", "postgresql://tradeos_user:tradeos_password@localhost:5432/tradeos_db"
)

# pool_pre_ping replaces connections that died while the database was away, and the
# timeouts make a request fail soon instead of waiting for a database that is gone.
engine = create_engine(
    DATABASE_URL,
    pool_pre_ping=True,
    pool_timeout=5,
    connect_args={"connect_timeout": 3},
)
SessionLocal = sessionmaker(bind=engine)


def get_session() -> Iterator[Session]:
    """Give a request its own session and close it afterwards.

    It does not commit: code after ``yield`` runs when the answer is already on its way.
    """
    with SessionLocal() as session:
        yield session
