"""The functions that rpc_server.py serves. Each gives plain values: dictionaries, lists, numbers, text.

Keep the names and the parameters; what is inside is yours. A block

    with SessionLocal.begin() as session:
        …

is one transaction: it commits at the end, and rolls back where an exception leaves it.
"""

from typing import Any

from sqlalchemy_examples.database import engine
from sqlalchemy_examples.models import Base


def create_tables() -> None:
    """Make the tables that are missing; those that are there stay as they are."""
    Base.metadata.create_all(engine)


def seed() -> None:
    """Add the lesson's sample rows; a second call adds nothing."""
    raise NotImplementedError


def create_country(name: str, code: str, population: int, gdp_per_capita: float) -> dict[str, Any]:
    """Make a country."""
    raise NotImplementedError


def create_city(name: str, country_id: int) -> dict[str, Any]:
    """Make a city in a country."""
    raise NotImplementedError


def create_address(street: str, city_id: int, postal_code: str | None = None) -> dict[str, Any]:
    """Make an address in a city."""
    raise NotImplementedError


def create_user(email: str, username: str, full_name: str, address_id: int, profile_score: int = 0) -> dict[str, Any]:
    """Make a user at an address."""
    raise NotImplementedError


def get_user(id: int) -> dict[str, Any] | None:
    """Give a user; None where there is none, or none any more."""
    raise NotImplementedError


def update_user(id: int, fields: dict[str, Any]) -> dict[str, Any] | None:
    """Change the named fields and no other; give the user, or None."""
    raise NotImplementedError


def soft_delete_user(id: int) -> bool:
    """Hide a user, whose row stays; False where there is none to hide."""
    raise NotImplementedError


def restore_user(id: int) -> dict[str, Any] | None:
    """Show a hidden user again."""
    raise NotImplementedError


def cities_by_country() -> dict[str, list[str]]:
    """Map each country to the sorted names of its cities."""
    raise NotImplementedError


def users_in_country(name: str) -> list[dict[str, Any]]:
    """List the users who live in a country."""
    raise NotImplementedError


def users_in_city(name: str) -> list[dict[str, Any]]:
    """List the users who live in a city of this name."""
    raise NotImplementedError


def top_users(min_score: int = 80, limit: int = 10) -> list[dict[str, Any]]:
    """List the best users above a score."""
    raise NotImplementedError


def users_per_country() -> list[dict[str, Any]]:
    """Count the users of each country, and average their scores: country, count, average."""
    raise NotImplementedError


def users_with_location() -> list[dict[str, Any]]:
    """List all users, each with street, city and country."""
    raise NotImplementedError
