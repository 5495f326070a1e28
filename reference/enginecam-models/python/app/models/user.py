"""Users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base
from app.models.timestamps import Timestamps

if TYPE_CHECKING:
    from app.models.project import Project


class User(Timestamps, Base):
    """A user, known by the id that the sign-in service gave."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True, index=True)
    subscription_status: Mapped[str | None] = mapped_column(String(50), default="free")

    projects: Mapped[list[Project]] = relationship(
        back_populates="user", cascade="all, delete-orphan", passive_deletes=True
    )

    def __repr__(self) -> str:
        """Show what tells one user from another."""
        return f"<User(id={self.id!r}, email={self.email!r})>"
