"""Runs the migrations: on the database, or (with --sql) as a script."""

from logging.config import fileConfig

from alembic import context

from app.database import DATABASE_URL, engine
from app.models import Base  # Importing the module registers every table.

if context.config.config_file_name is not None:
    fileConfig(context.config.config_file_name, disable_existing_loggers=False)


def run_offline() -> None:
    """Print the statements instead of executing them."""
    context.configure(url=DATABASE_URL, target_metadata=Base.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Execute the statements in one transaction."""
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
