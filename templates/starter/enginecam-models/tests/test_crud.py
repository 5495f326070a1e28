"""Your own tests, on a real database: DATABASE_URL says which. `python -m pytest tests` runs them.

They are for you; they give no points.
"""

import asyncio
import uuid

from app import crud


def test_create_user() -> None:
    async def walk() -> None:
        await crud.create_tables()
        key = f"user_{uuid.uuid4().hex}"
        user = await crud.create_user(key, f"{key}@example.com")
        assert user["subscription_status"] == "free"

    asyncio.run(walk())
