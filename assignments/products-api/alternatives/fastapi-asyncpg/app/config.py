import os

from sqlalchemy.engine import make_url

# The address is given in the plain spelling; this program talks to it through asyncpg.
DATABASE_URL = make_url(
    os.environ.get(
        "DATABASE_URL", "postgresql://tradeos_user:tradeos_password@localhost:5432/tradeos_db"
    )
).set(drivername="postgresql+asyncpg")
