"""One class for the operations of the three models, and the functions that the adapter serves."""
from typing import Any

from sqlalchemy import select

from app.database import Base, Session, engine
from app.models import Cam, Project, User


def as_dict(row: Base) -> dict[str, Any]:
    """Give the columns of a row."""
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}


class Repository:
    """Creates, reads, changes and deletes rows of one model."""

    def __init__(self, model: type[Base]) -> None:
        self.model = model

    def create(self, **values: Any) -> dict[str, Any]:
        """Insert a row; whatever is None is left to the model's default."""
        with Session.begin() as session:
            row = self.model(**{name: value for name, value in values.items() if value is not None})
            session.add(row)
            session.flush()
            return as_dict(row)

    def get(self, id: Any) -> dict[str, Any] | None:
        """Read a row."""
        with Session() as session:
            row = session.get(self.model, id)
            return row and as_dict(row)

    def update(self, id: Any, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Change a row."""
        with Session.begin() as session:
            row = session.get(self.model, id, with_for_update=True)
            if row is None:
                return None
            for name, value in fields.items():
                setattr(row, name, value)
            session.flush()
            return as_dict(row)

    def delete(self, id: Any) -> bool:
        """Delete a row."""
        with Session.begin() as session:
            row = session.get(self.model, id)
            if row is not None:
                session.delete(row)
            return row is not None


def create_tables() -> str:
    """Create the tables."""
    Base.metadata.create_all(engine)
    return "ok"


users, projects, cams = Repository(User), Repository(Project), Repository(Cam)
create_user, get_user, update_user, delete_user = users.create, users.get, users.update, users.delete
create_project, get_project = projects.create, projects.get
update_project, delete_project = projects.update, projects.delete
create_cam, get_cam, update_cam, delete_cam = cams.create, cams.get, cams.update, cams.delete


def user_projects(email: str) -> list[dict[str, Any]]:
    """List the projects of a user; a synchronous session may load them when they are read."""
    with Session() as session:
        user = session.scalars(select(User).filter_by(email=email)).first()
        return [as_dict(project) for project in user.projects] if user else []


def project_cams(id: int) -> list[dict[str, Any]]:
    """List the cams of a project."""
    with Session() as session:
        project = session.get(Project, id)
        return [as_dict(cam) for cam in project.cams] if project else []
