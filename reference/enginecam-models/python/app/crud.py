"""What the program does: each function is one transaction and gives plain dictionaries.

`rpc_server.py` serves these functions by their names.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import selectinload

from app.database import AsyncSessionLocal, Base, engine
from app.models import Cam, Project, User

Row = dict[str, Any]


def row_of(instance: Base) -> Row:
    """Give the columns of an instance; its relationships stay unread."""
    return {column.key: getattr(instance, column.key) for column in inspect(instance).mapper.column_attrs}


async def create_tables() -> None:
    """Create the tables that are not there yet."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


async def store(instance: Base) -> Row:
    """Insert a row and give it as the database has it: a lift, for one, is rounded there."""
    async with AsyncSessionLocal.begin() as session:
        session.add(instance)
        await session.flush()
        await session.refresh(instance)
        return row_of(instance)


async def read(model: type[Base], key: str | int) -> Row | None:
    """Give the row with this key, if there is one."""
    async with AsyncSessionLocal() as session:
        instance = await session.get(model, key)
        return row_of(instance) if instance else None


async def change(model: type[Base], key: str | int, fields: Row) -> Row | None:
    """Set the given fields of a row and leave the others as they are."""
    async with AsyncSessionLocal.begin() as session:
        instance = await session.get(model, key)
        if instance is None:
            return None
        for name, value in fields.items():
            setattr(instance, name, value)
        await session.flush()
        await session.refresh(instance)
        return row_of(instance)


async def remove(model: type[Base], key: str | int) -> bool:
    """Delete a row with all that belongs to it; tell whether it was there."""
    async with AsyncSessionLocal.begin() as session:
        instance = await session.get(model, key)
        if instance is None:
            return False
        await session.delete(instance)
        return True


async def create_user(id: str, email: str, subscription_status: str = "free") -> Row:
    """Create a user."""
    return await store(User(id=id, email=email, subscription_status=subscription_status))


async def get_user(id: str) -> Row | None:
    """Give a user, or nothing."""
    return await read(User, id)


async def update_user(id: str, fields: Row) -> Row | None:
    """Change a user."""
    return await change(User, id, fields)


async def delete_user(id: str) -> bool:
    """Delete a user with all projects and their cams."""
    return await remove(User, id)


async def create_project(user_id: str, name: str, description: str | None = None) -> Row:
    """Create a project of a user."""
    return await store(Project(user_id=user_id, name=name, description=description))


async def get_project(id: int) -> Row | None:
    """Give a project, or nothing."""
    return await read(Project, id)


async def update_project(id: int, fields: Row) -> Row | None:
    """Change a project."""
    return await change(Project, id, fields)


async def delete_project(id: int) -> bool:
    """Delete a project with all its cams."""
    return await remove(Project, id)


async def create_cam(
    project_id: int,
    name: str,
    cam_type: str,
    lift: float | str,
    duration: int,
    profile_points: list[dict[str, Any]] | None = None,
) -> Row:
    """Create a cam of a project."""
    return await store(
        Cam(
            project_id=project_id,
            name=name,
            cam_type=cam_type,
            lift=Decimal(str(lift)),
            duration=duration,
            profile_points=profile_points,
        )
    )


async def get_cam(id: int) -> Row | None:
    """Give a cam, or nothing."""
    return await read(Cam, id)


async def update_cam(id: int, fields: Row) -> Row | None:
    """Change a cam."""
    if "lift" in fields:
        fields = fields | {"lift": Decimal(str(fields["lift"]))}
    return await change(Cam, id, fields)


async def delete_cam(id: int) -> bool:
    """Delete a cam."""
    return await remove(Cam, id)


def rows_of(instances: Sequence[Base]) -> list[Row]:
    """Give several rows in the order of their keys."""
    return sorted((row_of(instance) for instance in instances), key=lambda row: row["id"])


async def user_projects(email: str) -> list[Row]:
    """List the projects of the user with this e-mail.

    They are loaded together with the user: in asynchronous code an attribute cannot go to the database by itself.
    """
    async with AsyncSessionLocal() as session:
        query = select(User).where(User.email == email).options(selectinload(User.projects))
        user = (await session.execute(query)).scalar_one_or_none()
        return rows_of(user.projects) if user else []


async def project_cams(id: int) -> list[Row]:
    """List the cams of a project."""
    async with AsyncSessionLocal() as session:
        project = await session.get(Project, id, options=[selectinload(Project.cams)])
        return rows_of(project.cams) if project else []
