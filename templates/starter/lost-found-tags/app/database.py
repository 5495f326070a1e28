"""The connection to PostgreSQL."""

import os
from collections.abc import AsyncIterator

from dotenv import load_dotenv
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

load_dotenv()

DATABASE_URL = os.getenv(
    "DATABASE_URL", "postgresql+asyncpg://postgres:postgres@localhost:5432/lostfound"
)

# One engine, and so one pool, for the whole program: at most 5 + 10 connections, however
# many requests come at once. The rest wait for their turn.
engine = create_async_engine(
    DATABASE_URL,
    pool_size=5,
    max_overflow=10,
    pool_timeout=30,
    pool_recycle=1800,
    pool_pre_ping=True,
)

# Without expire_on_commit=False every attribute would be loaded again after a commit, and
# attribute access cannot await: that is MissingGreenlet.
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)


async def get_session() -> AsyncIterator[AsyncSession]:
    """Give a request its own session and close it afterwards.

    It does not commit: code after ``yield`` runs when the answer is already on its way.
    """
    async with SessionLocal() as session:
        yield session
