"""Fixtures. The tests use the database that DATABASE_URL names: apply the migrations first."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.database import SessionLocal
from app.main import app


@pytest.fixture
def client() -> Iterator[TestClient]:
    """An HTTP client of the application."""
    with TestClient(app) as client:
        yield client


@pytest.fixture
def session() -> Iterator[Session]:
    """A session of its own, to look into the tables."""
    with SessionLocal() as session:
        yield session
