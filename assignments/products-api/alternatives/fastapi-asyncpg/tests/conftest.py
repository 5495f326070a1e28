import asyncio

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.config import DATABASE_URL
from app.main import app


# One client, and so one event loop, for all tests: asyncpg's connections belong to a loop.
@pytest.fixture(scope="session")
def client():
    with TestClient(app) as http:
        yield http


@pytest.fixture
def sql():
    """Executes one statement past the application and gives its rows."""

    async def run(statement):
        engine = create_async_engine(DATABASE_URL, poolclass=NullPool)
        async with engine.begin() as connection:
            result = await connection.execute(text(statement))
            return result.all() if result.returns_rows else []

    return lambda statement: asyncio.run(run(statement))


@pytest.fixture(autouse=True)
def clean(sql):
    yield
    sql("DELETE FROM products WHERE category LIKE 'own-tests%'")
    sql("DELETE FROM categories WHERE name LIKE 'own-tests%'")
