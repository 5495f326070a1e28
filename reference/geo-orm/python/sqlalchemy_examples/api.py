"""The functions that rpc_server.py serves: each opens a session, and gives plain values.

A block `with SessionLocal.begin()` is one transaction, so a call is done altogether or not at all.
"""

from decimal import Decimal
from typing import Any

from sqlalchemy import inspect

from sqlalchemy_examples import crud
from sqlalchemy_examples.database import SessionLocal, engine
from sqlalchemy_examples.models import Address, Base, City, Country, User
from sqlalchemy_examples.seed_data import seed_database


def _plain(row: Base) -> dict[str, Any]:
    """Give a row as an object, a member for each column."""
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}


def create_tables() -> None:
    """Make the tables that are missing; those that are there stay as they are."""
    Base.metadata.create_all(engine)


def seed() -> None:
    """Add the lesson's sample rows."""
    with SessionLocal.begin() as session:
        seed_database(session)


def create_country(name: str, code: str, population: int, gdp_per_capita: Decimal) -> dict[str, Any]:
    """Make a country."""
    with SessionLocal.begin() as session:
        country = Country(name=name, code=code, population=population, gdp_per_capita=gdp_per_capita)
        return _plain(crud.save(session, country))


def create_city(name: str, country_id: int) -> dict[str, Any]:
    """Make a city in a country."""
    with SessionLocal.begin() as session:
        return _plain(crud.save(session, City(name=name, country_id=country_id)))


def create_address(street: str, city_id: int, postal_code: str | None = None) -> dict[str, Any]:
    """Make an address in a city."""
    with SessionLocal.begin() as session:
        return _plain(crud.save(session, Address(street=street, city_id=city_id, postal_code=postal_code)))


def create_user(email: str, username: str, full_name: str, address_id: int, profile_score: int = 0) -> dict[str, Any]:
    """Make a user at an address."""
    with SessionLocal.begin() as session:
        user = User(
            email=email, username=username, full_name=full_name, address_id=address_id, profile_score=profile_score
        )
        return _plain(crud.save(session, user))


def get_user(id: int) -> dict[str, Any] | None:
    """Give a user, or None."""
    with SessionLocal.begin() as session:
        user = crud.get_user(session, id)
        return _plain(user) if user else None


def update_user(id: int, fields: dict[str, Any]) -> dict[str, Any] | None:
    """Change the named fields of a user, who is given back."""
    with SessionLocal.begin() as session:
        user = crud.update_user(session, id, fields)
        return _plain(user) if user else None


def soft_delete_user(id: int) -> bool:
    """Hide a user; say whether there was one."""
    with SessionLocal.begin() as session:
        return crud.soft_delete_user(session, id)


def restore_user(id: int) -> dict[str, Any] | None:
    """Show a hidden user again."""
    with SessionLocal.begin() as session:
        user = crud.restore_user(session, id)
        return _plain(user) if user else None


def cities_by_country() -> dict[str, list[str]]:
    """Map each country to the names of its cities."""
    with SessionLocal.begin() as session:
        return crud.cities_by_country(session)


def users_in_country(name: str) -> list[dict[str, Any]]:
    """List the users who live in a country."""
    with SessionLocal.begin() as session:
        return [_plain(user) for user in crud.users_in_country(session, name)]


def users_in_city(name: str) -> list[dict[str, Any]]:
    """List the users who live in a city."""
    with SessionLocal.begin() as session:
        return [_plain(user) for user in crud.users_in_city(session, name)]


def top_users(min_score: int = 80, limit: int = 10) -> list[dict[str, Any]]:
    """List the best users above a score."""
    with SessionLocal.begin() as session:
        return [_plain(user) for user in crud.top_users(session, min_score, limit)]


def users_per_country() -> list[dict[str, Any]]:
    """Count the users of each country, and average their scores."""
    with SessionLocal.begin() as session:
        lines = crud.users_per_country(session)
        return [{"country": country, "count": count, "average": average} for country, count, average in lines]


def users_with_location() -> list[dict[str, Any]]:
    """List all users, each with street, city and country."""
    with SessionLocal.begin() as session:
        return [
            _plain(user)
            | {
                "street": user.address.street,
                "city": user.address.city.name,
                "country": user.address.city.country.name,
            }
            for user in crud.users_with_location(session)
        ]
