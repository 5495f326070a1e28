"""The functions of the task in plain SQL. Names of tables and columns are ours or checked, values are always parameters."""

from pathlib import Path
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb

from app.database import connected

COLUMNS = {
    "users": {"email", "subscription_status"},
    "projects": {"user_id", "name", "description"},
    "cams": {"project_id", "name", "cam_type", "lift", "duration", "profile_points"},
}


def create_tables() -> list[str]:
    with connected() as db:
        db.execute(Path(__file__).with_name("tables.sql").read_text())
    return table_names()


def table_names() -> list[str]:
    with connected() as db:
        rows = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        return [row["tablename"] for row in rows]


def _value(name: str, value: Any) -> Any:
    return Jsonb(value) if name == "profile_points" and value is not None else value


def _insert(table: str, **values: Any) -> dict[str, Any]:
    query = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING *").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(sql.Placeholder() * len(values)),
    )
    with connected() as db:
        return db.execute(query, [_value(*item) for item in values.items()]).fetchone()


def _select(table: str, id: str | int) -> dict[str, Any] | None:
    with connected() as db:
        return db.execute(sql.SQL("SELECT * FROM {} WHERE id = %s").format(sql.Identifier(table)), (id,)).fetchone()


def _update(table: str, id: str | int, fields: dict[str, Any]) -> dict[str, Any] | None:
    if unknown := fields.keys() - COLUMNS[table]:
        raise ValueError(f"{table} has no {', '.join(sorted(unknown))}")
    changes = [sql.SQL("{} = %s").format(sql.Identifier(name)) for name in fields]
    query = sql.SQL("UPDATE {} SET {} WHERE id = %s RETURNING *").format(
        sql.Identifier(table), sql.SQL(", ").join([*changes, sql.SQL("updated_at = clock_timestamp()")])
    )
    with connected() as db:
        return db.execute(query, [*(_value(*item) for item in fields.items()), id]).fetchone()


def _delete(table: str, id: str | int) -> bool:
    with connected() as db:
        return db.execute(sql.SQL("DELETE FROM {} WHERE id = %s").format(sql.Identifier(table)), (id,)).rowcount == 1


def create_user(id: str, email: str, subscription_status: str = "free") -> dict[str, Any]:
    return _insert("users", id=id, email=email, subscription_status=subscription_status)


def get_user(id: str) -> dict[str, Any] | None:
    return _select("users", id)


def update_user(id: str, fields: dict[str, Any]) -> dict[str, Any] | None:
    return _update("users", id, fields)


def delete_user(id: str) -> bool:
    return _delete("users", id)


def create_project(user_id: str, name: str, description: str | None = None) -> dict[str, Any]:
    return _insert("projects", user_id=user_id, name=name, description=description)


def get_project(id: int) -> dict[str, Any] | None:
    return _select("projects", id)


def update_project(id: int, fields: dict[str, Any]) -> dict[str, Any] | None:
    return _update("projects", id, fields)


def delete_project(id: int) -> bool:
    return _delete("projects", id)


def create_cam(
    project_id: int,
    name: str,
    cam_type: str,
    lift: float,
    duration: int,
    profile_points: list[dict[str, float]] | None = None,
) -> dict[str, Any]:
    return _insert(
        "cams",
        project_id=project_id,
        name=name,
        cam_type=cam_type,
        lift=lift,
        duration=duration,
        profile_points=profile_points,
    )


def get_cam(id: int) -> dict[str, Any] | None:
    return _select("cams", id)


def update_cam(id: int, fields: dict[str, Any]) -> dict[str, Any] | None:
    return _update("cams", id, fields)


def delete_cam(id: int) -> bool:
    return _delete("cams", id)


def user_projects(email: str) -> list[dict[str, Any]] | None:
    with connected() as db:
        user = db.execute("SELECT id FROM users WHERE email = %s", (email,)).fetchone()
        return user and db.execute("SELECT * FROM projects WHERE user_id = %s", (user["id"],)).fetchall()


def project_cams(id: int) -> list[dict[str, Any]]:
    with connected() as db:
        return db.execute("SELECT * FROM cams WHERE project_id = %s ORDER BY name DESC", (id,)).fetchall()
