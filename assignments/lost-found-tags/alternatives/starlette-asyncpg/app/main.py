import asyncio
import contextlib
import os
from pathlib import Path

import asyncpg
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app import items, tags

URL = os.environ.get("DATABASE_URL", "postgresql://postgres:postgres@localhost:5432/lostfound")


@contextlib.asynccontextmanager
async def lifespan(app):
    async with asyncpg.create_pool(URL.replace("+asyncpg", ""), max_size=10) as pool:
        await pool.execute(Path(__file__).with_name("schema.sql").read_text())
        app.state.pool = pool
        yield


async def refused(_request, error):
    return JSONResponse({"error": error.detail}, error.status_code)


async def taken(_request, _error):
    return JSONResponse({"error": "the name is taken"}, 422)


async def gone(_request, _error):
    return Response(status_code=404)


app = Starlette(
    routes=tags.routes + items.routes("lost") + items.routes("found"),
    lifespan=lifespan,
    exception_handlers={
        HTTPException: refused,
        asyncpg.UniqueViolationError: taken,
        asyncpg.ForeignKeyViolationError: gone,
    },
)

if __name__ == "__main__":
    server = uvicorn.Server(
        uvicorn.Config(app, "127.0.0.1", int(os.environ.get("PORT", "8000")), log_level="warning")
    )
    asyncio.run(server.serve())
