"""Tests of your own. They use the database that DATABASE_URL names: python -m pytest tests"""

import uuid

import pytest

from sqlalchemy_examples import api


@pytest.fixture(autouse=True)
def tables() -> None:
    """Have the tables before each test."""
    api.create_tables()


def test_a_country_has_an_id() -> None:
    # Fresh names, so that the test passes on a database with rows as well.
    name = f"Country {uuid.uuid4().hex}"
    country = api.create_country(name=name, code=uuid.uuid4().hex[:8], population=1000, gdp_per_capita=5000)
    assert country["id"] is not None
    assert country["name"] == name


# TODO: one test per function. What happens with an e-mail that is taken? With a user who was deleted?
