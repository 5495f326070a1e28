"""The connection to PostgreSQL."""

import os

from dotenv import load_dotenv
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

load_dotenv()

DATABASE_URL = os.getenv("DATABASE_URL", "postgresql://postgres:postgres@localhost:5432/module8")

# pool_pre_ping replaces connections that died while the database was away.
engine = create_engine(DATABASE_URL, pool_pre_ping=True, connect_args={"connect_timeout": 3})

# `with SessionLocal.begin() as session:` commits at the end of the block, and rolls back
# where an exception leaves it: a failed call leaves nothing half written.
SessionLocal = sessionmaker(bind=engine)
