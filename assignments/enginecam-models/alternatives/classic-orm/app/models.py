"""The three models in one file, in the style of SQLAlchemy 1.4."""
from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, Numeric, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import backref, relationship, validates

from app.database import Base


class User(Base):
    """A user"""

    __tablename__ = "users"

    id = Column(String(255), primary_key=True)
    email = Column(String(255), unique=True, nullable=False, index=True)
    subscription_status = Column(String(50), default="free")
    created_at = Column(DateTime, default=datetime.now)
    updated_at = Column(DateTime, default=datetime.now, onupdate=datetime.now)

    projects = relationship("Project", cascade="all, delete-orphan", backref=backref("user"))


class Project(Base):
    """A project"""

    __tablename__ = "projects"

    id = Column(Integer, primary_key=True, index=True)
    user_id = Column(String(255), ForeignKey("users.id"), nullable=False, index=True)
    name = Column(String(255), nullable=False)
    description = Column(Text)
    created_at = Column(DateTime, default=datetime.now)
    updated_at = Column(DateTime, default=datetime.now, onupdate=datetime.now)

    cams = relationship("Cam", back_populates="project", cascade="all, delete-orphan", lazy="selectin")


class Cam(Base):
    """A cam"""

    __tablename__ = "cams"

    id = Column(Integer, primary_key=True, index=True)
    project_id = Column(Integer, ForeignKey("projects.id"), nullable=False, index=True)
    name = Column(String(255), nullable=False)
    cam_type = Column(String(50), nullable=False)
    lift = Column(Numeric(5, 2), nullable=False)
    duration = Column(Integer, nullable=False)
    profile_points = Column(JSONB)
    created_at = Column(DateTime, default=datetime.now)
    updated_at = Column(DateTime, default=datetime.now, onupdate=datetime.now)

    project = relationship("Project", back_populates="cams")

    @validates("cam_type")
    def check_type(self, key: str, value: str) -> str:
        """Refuse what is neither intake nor exhaust."""
        if value not in ("intake", "exhaust"):
            raise ValueError(f"{key} is intake or exhaust, not {value}")
        return value

    @validates("lift")
    def check_lift(self, key: str, value: float) -> float:
        """Refuse what the column cannot hold as it is."""
        if not 0 <= value < 1000 or round(value, 2) != value:
            raise ValueError(f"{key} is below 1000 and has two decimals at most")
        return value
