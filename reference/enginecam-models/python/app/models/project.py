"""Projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base
from app.models.timestamps import Timestamps

if TYPE_CHECKING:
    from app.models.cam import Cam
    from app.models.user import User


class Project(Timestamps, Base):
    """A project of a user: a set of cams for one engine."""

    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(String(255), ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(Text)

    user: Mapped[User] = relationship(back_populates="projects")
    cams: Mapped[list[Cam]] = relationship(
        back_populates="project", cascade="all, delete-orphan", passive_deletes=True
    )

    def __repr__(self) -> str:
        """Show what tells one project from another."""
        return f"<Project(id={self.id!r}, name={self.name!r})>"
