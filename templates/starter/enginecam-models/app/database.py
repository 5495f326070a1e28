"""The connection to PostgreSQL: the engine, the sessions, and the class that every model is based on."""

import os

from dotenv import load_dotenv

load_dotenv()  # reads .env, when there is one

DATABASE_URL = os.getenv("DATABASE_URL", "postgresql+asyncpg://user:pass@localhost/db")

# To do: the engine (create_async_engine), the sessions (async_sessionmaker) and Base (DeclarativeBase).
