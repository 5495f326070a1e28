"""The connection to PostgreSQL: the engine, the sessions, and the class that every model is based on."""

import os
from collections.abc import AsyncIterator

from dotenv import load_dotenv
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

load_dotenv()

DATABASE_URL = os.getenv("DATABASE_URL", "postgresql+asyncpg://user:pass@localhost/db")

engine = create_async_engine(DATABASE_URL, pool_pre_ping=True)
AsyncSessionLocal = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    """The base of all models; its metadata knows every table."""


async def get_db() -> AsyncIterator[AsyncSession]:
    """Give FastAPI a session for one request; what the endpoint has not committed is rolled back.

    The endpoint commits: since FastAPI 0.118 whatever follows the `yield` runs after the answer was sent, too late to say
    that it failed.
    """
    async with AsyncSessionLocal() as session:
        yield session
