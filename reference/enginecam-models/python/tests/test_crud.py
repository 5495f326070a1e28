"""A walk through the functions on a real database: DATABASE_URL says which."""

import asyncio
import uuid

from app import crud
from app.database import engine


def test_a_user_goes_with_all_projects_and_cams() -> None:
    async def walk() -> None:
        await crud.create_tables()
        key = f"user_{uuid.uuid4().hex}"
        user = await crud.create_user(key, f"{key}@example.com")
        assert user["subscription_status"] == "free"
        project = await crud.create_project(key, "V8")
        cam = await crud.create_cam(project["id"], "Intake 1", "intake", 12.35, 280, [{"angle": 0, "radius": 20}])
        assert [row["id"] for row in await crud.user_projects(user["email"])] == [project["id"]]
        assert (await crud.project_cams(project["id"]))[0]["profile_points"] == [{"angle": 0, "radius": 20}]
        assert await crud.delete_user(key)
        assert await crud.get_project(project["id"]) is None
        assert await crud.get_cam(cam["id"]) is None
        await engine.dispose()

    asyncio.run(walk())
