"""Fixtures. The tests use the database that DATABASE_URL names and remove what they add."""

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.database import SessionLocal
from app.main import app
from app.models import Category, Product

CATEGORY = "Проверка"


@pytest.fixture
def session() -> Iterator[Session]:
    with SessionLocal() as session:
        yield session


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app, headers={"Content-Type": "application/json"}) as client:
        yield client


@pytest.fixture(autouse=True)
def tidy() -> Iterator[None]:
    """Remove whatever the test has added."""
    with SessionLocal() as session:
        last_product = session.scalar(select(func.max(Product.id))) or 0
        last_category = session.scalar(select(func.max(Category.id))) or 0
    yield
    with SessionLocal() as session:
        session.execute(delete(Product).where(Product.id > last_product))
        session.execute(delete(Category).where(Category.id > last_category))
        session.commit()


@pytest.fixture
def make(client: TestClient) -> Callable[..., dict]:
    """Create a product through the API; each field may be given."""

    def make_product(**fields: object) -> dict:
        body = {"name": "Лампа", "price": 100, "quantity": 5, "category": CATEGORY} | fields
        answer = client.post("/products", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return make_product
