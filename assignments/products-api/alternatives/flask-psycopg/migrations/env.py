from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from app.db import DATABASE_URL

# There are no models, so there is nothing to generate migrations from.
engine = create_engine(make_url(DATABASE_URL).set(drivername="postgresql+psycopg"))
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
