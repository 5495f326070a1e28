"""What the functions promise. They run on the database that DATABASE_URL names, and use names that are new each time."""

import uuid

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from sqlalchemy_examples import api
from sqlalchemy_examples.database import engine


def new(prefix: str) -> str:
    """Give a name that nobody has."""
    return prefix + uuid.uuid4().hex[:10]


@pytest.fixture(autouse=True)
def tables() -> None:
    """Have the tables before each test."""
    api.create_tables()


@pytest.fixture
def country() -> dict:
    return api.create_country(name=new("Country "), code=uuid.uuid4().hex[:8], population=1_000_000, gdp_per_capita=5000)


@pytest.fixture
def city(country: dict) -> dict:
    return api.create_city(name=new("City "), country_id=country["id"])


@pytest.fixture
def address(city: dict) -> dict:
    return api.create_address(street=new("Street "), city_id=city["id"])


def a_user(address: dict, **changes: object) -> dict:
    """Make a user at the address."""
    name = new("user_")
    fields = {"email": f"{name}@example.com", "username": name, "full_name": "Some One", "address_id": address["id"]}
    return api.create_user(**fields | changes)


def test_a_user_is_found_again(address: dict) -> None:
    user = a_user(address, profile_score=70)
    assert api.get_user(user["id"]) == user


def test_a_taken_email_leaves_nothing_behind(address: dict, city: dict) -> None:
    user = a_user(address)
    with pytest.raises(IntegrityError):
        a_user(address, email=user["email"])
    assert [one["id"] for one in api.users_in_city(city["name"])] == [user["id"]]


def test_an_update_keeps_other_fields(address: dict) -> None:
    user = a_user(address, profile_score=70)
    assert api.update_user(user["id"], {"profile_score": 0}) == user | {"profile_score": 0}


def test_a_deleted_user_is_seen_nowhere(address: dict, city: dict, country: dict) -> None:
    gone, here = a_user(address, profile_score=900_001), a_user(address, profile_score=900_000)
    assert api.soft_delete_user(gone["id"]) is True
    assert api.soft_delete_user(gone["id"]) is False
    lists = [
        api.users_in_city(city["name"]),
        api.users_in_country(country["name"]),
        api.top_users(min_score=0, limit=1_000_000),
        api.users_with_location(),
    ]
    for users in lists:
        names = {user["username"] for user in users}
        assert here["username"] in names
        assert gone["username"] not in names
    assert api.get_user(gone["id"]) is None
    assert api.restore_user(gone["id"])["username"] == gone["username"]
    assert api.get_user(gone["id"]) is not None


def test_a_country_without_users_counts_nobody(country: dict) -> None:
    line = next(line for line in api.users_per_country() if line["country"] == country["name"])
    assert line["count"] == 0
    assert line["average"] is None


def test_locations_take_one_statement(address: dict) -> None:
    for _ in range(3):
        a_user(address)
    statements = []
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert len(api.users_with_location()) >= 3
    assert len(statements) == 1


def test_seeding_twice_adds_nothing() -> None:
    api.seed()
    before = len(api.users_in_city("Kyiv"))
    api.seed()
    assert len(api.users_in_city("Kyiv")) == before >= 2
