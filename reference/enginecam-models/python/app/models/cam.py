"""Cams."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base
from app.models.timestamps import Timestamps

if TYPE_CHECKING:
    from app.models.project import Project


class Cam(Timestamps, Base):
    """A cam: lift in millimetres, duration in degrees, and the points of its profile."""

    __tablename__ = "cams"
    __table_args__ = (CheckConstraint("cam_type IN ('intake', 'exhaust')", name="cam_type_is_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    cam_type: Mapped[str] = mapped_column(String(50))
    lift: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    duration: Mapped[int]
    profile_points: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)

    project: Mapped[Project] = relationship(back_populates="cams")

    def __repr__(self) -> str:
        """Show what tells one cam from another."""
        return f"<Cam(id={self.id!r}, name={self.name!r}, type={self.cam_type!r})>"
