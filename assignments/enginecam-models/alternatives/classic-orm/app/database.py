"""A synchronous engine and the classic declarative base."""
import os

from sqlalchemy import create_engine
from sqlalchemy.orm import declarative_base, sessionmaker

url = os.getenv("DATABASE_URL", "postgresql+asyncpg://user:pass@localhost/db")
engine = create_engine(url.replace("+asyncpg", "+psycopg2"), pool_size=5, max_overflow=20)
Session = sessionmaker(bind=engine)


class Printable:
    """Gives every model its __repr__."""

    def __repr__(self):
        return f"<{type(self).__name__} {self.id}>"


Base = declarative_base(cls=Printable)
