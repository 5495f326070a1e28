"""Fixtures. The tests use the database that DATABASE_URL names; the program makes its tables."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.main import app


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """An HTTP client of the application.

    One for all tests: the pool belongs to the event loop in which the client runs it.
    """
    with TestClient(app) as client:
        yield client
