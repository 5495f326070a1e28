"""The health check, and what happens while the database is away."""

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app.database import get_session
from app.main import app


@pytest.fixture
def no_database():
    """Give the application a database that refuses every connection."""
    engine = create_engine("postgresql://nobody:nothing@127.0.0.1:1/none")

    def session_without_database():
        with Session(engine) as session:
            yield session

    app.dependency_overrides[get_session] = session_without_database
    yield
    app.dependency_overrides.clear()


def test_health(client):
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "connected"}


@pytest.mark.usefixtures("no_database")
def test_health_without_database(client):
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["status"] == "error"


@pytest.mark.usefixtures("no_database")
def test_products_without_database(client):
    for answer in (
        client.get("/products"),
        client.post("/products", json={"name": "x", "price": 1}),
    ):
        assert answer.status_code == 503
        assert answer.json() == {"detail": "the database is not available"}
