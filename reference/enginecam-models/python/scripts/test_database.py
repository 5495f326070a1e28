"""Create the tables and print the names of those that the database then has.

    python -m scripts.test_database
"""

import asyncio

from sqlalchemy import inspect

from app import models
from app.database import engine


async def show_tables() -> None:
    """Create what is missing; then ask the database itself, not the models, what there is."""
    async with engine.begin() as connection:
        await connection.run_sync(models.Base.metadata.create_all)
        names = await connection.run_sync(lambda plain: inspect(plain).get_table_names())
    print("✅ Tables created")
    print("📊 Tables:", ", ".join(sorted(names)))
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(show_tables())
