"""All models; importing this package is enough for `Base.metadata` to know all tables."""

from app.database import Base
from app.models.cam import Cam
from app.models.project import Project
from app.models.user import User

__all__ = ["Base", "Cam", "Project", "User"]
