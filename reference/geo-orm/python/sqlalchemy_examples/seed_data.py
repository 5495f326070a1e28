"""The lesson's sample rows. A second run adds nothing."""

from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from sqlalchemy_examples.models import Address, Base, City, Country, User

Row = TypeVar("Row", bound=Base)


def find_or_add(session: Session, model: type[Row], known_by: dict[str, Any], **more: Any) -> Row:
    """Give the row with these values, which is made where there is none."""
    row = session.scalars(select(model).filter_by(**known_by)).first()
    if row is None:
        row = model(**known_by, **more)
        session.add(row)
        session.flush()
    return row


def seed_database(session: Session) -> None:
    """Add two countries, three cities, and two users in Kyiv."""
    ukraine = find_or_add(session, Country, {"code": "UA"}, name="Ukraine", population=40_000_000, gdp_per_capita=4200)
    poland = find_or_add(session, Country, {"code": "PL"}, name="Poland", population=38_000_000, gdp_per_capita=15_600)
    kyiv = find_or_add(session, City, {"name": "Kyiv", "country_id": ukraine.id})
    find_or_add(session, City, {"name": "Kharkiv", "country_id": ukraine.id})
    find_or_add(session, City, {"name": "Warsaw", "country_id": poland.id})

    for username, full_name, email, street in [
        ("ivan_data", "Ivan Ivanov", "ivan.data@example.com", "Khreschatyk Street"),
        ("maria_ml", "Mariya Petrova", "mariya.ml@example.com", "Pushkin Street"),
    ]:
        address = find_or_add(session, Address, {"street": street, "city_id": kyiv.id})
        find_or_add(session, User, {"username": username}, full_name=full_name, email=email, address_id=address.id)
