"""The two times that every table has."""

from datetime import datetime, timezone

from sqlalchemy import DateTime
from sqlalchemy.orm import Mapped, mapped_column


def now() -> datetime:
    """Give the time as PostgreSQL keeps it in a column with a time zone."""
    return datetime.now(timezone.utc)


class Timestamps:
    """When a row was made and when it was last changed.

    The times are Python's: an `onupdate=func.now()` would be known only to the server, and reading it back after an update
    is a query that asynchronous code cannot run behind an attribute.
    """

    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, onupdate=now)
