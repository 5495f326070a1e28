"""The HTTP API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from app import crud
from app.database import engine
from app.models import Base
from app.routers import found_items, lost_items, tags


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Make the tables before the first request, and close the connections after the last."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    await engine.dispose()


app = FastAPI(title="Lost and found", lifespan=lifespan)
app.include_router(tags.router)
app.include_router(lost_items.router)
app.include_router(found_items.router)


@app.exception_handler(crud.DuplicateName)
async def duplicate_name(_request: Request, _error: crud.DuplicateName) -> JSONResponse:
    """Answer 409 where another tag has the name."""
    return JSONResponse({"detail": "another tag has this name"}, 409)


@app.exception_handler(RequestValidationError)
async def bad_request(_request: Request, error: RequestValidationError) -> JSONResponse:
    """Answer 422 with what is wrong, without repeating the input.

    FastAPI's own answer repeats it, and cannot be written where the input is NaN.
    """
    problems = [{"where": list(e["loc"]), "what": e["msg"]} for e in error.errors()]
    return JSONResponse({"detail": problems}, 422)
