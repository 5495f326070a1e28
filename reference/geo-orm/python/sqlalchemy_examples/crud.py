"""What can be done with the rows. Whoever calls owns the session, and with it the commit."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from sqlalchemy_examples.models import Address, Base, City, Country, User

Row = TypeVar("Row", bound=Base)


def save(session: Session, row: Row) -> Row:
    """Write a new row; a rule of the database that it breaks is an error here and now."""
    session.add(row)
    session.flush()
    return row


def living_users() -> Select[tuple[User]]:
    """Begin every query for users here, so that none forgets the deleted ones."""
    return select(User).where(User.is_deleted.is_(False))


def get_user(session: Session, user_id: int) -> User | None:
    """Give a user who is not deleted."""
    return session.scalars(living_users().where(User.id == user_id)).one_or_none()


def update_user(session: Session, user_id: int, fields: dict[str, Any]) -> User | None:
    """Change the named fields and no other."""
    user = get_user(session, user_id)
    if user is None:
        return None
    for field, value in fields.items():
        setattr(user, field, value)
    session.flush()
    return user


def soft_delete_user(session: Session, user_id: int) -> bool:
    """Mark a user as deleted; False where there is none, or none any more."""
    user = get_user(session, user_id)
    if user is None:
        return False
    user.is_deleted = True
    return True


def restore_user(session: Session, user_id: int) -> User | None:
    """Take the mark away again."""
    user = session.get(User, user_id)
    if user is not None:
        user.is_deleted = False
    return user


def cities_by_country(session: Session) -> dict[str, list[str]]:
    """Map each country, those without cities too, to the sorted names of its cities."""
    countries = session.scalars(select(Country).options(selectinload(Country.cities)))
    return {country.name: sorted(city.name for city in country.cities) for country in countries}


def users_in_country(session: Session, name: str) -> Sequence[User]:
    """List the users who live in the country."""
    query = living_users().join(User.address).join(Address.city).join(City.country)
    return session.scalars(query.where(Country.name == name).order_by(User.username)).all()


def users_in_city(session: Session, name: str) -> Sequence[User]:
    """List the users who live in a city of this name, whichever its country."""
    query = living_users().join(User.address).join(Address.city)
    return session.scalars(query.where(City.name == name).order_by(User.username)).all()


def top_users(session: Session, min_score: int, limit: int) -> Sequence[User]:
    """List the best users above the score; equal ones by their names."""
    query = living_users().where(User.profile_score > min_score)
    return session.scalars(query.order_by(User.profile_score.desc(), User.username).limit(limit)).all()


def users_per_country(session: Session) -> Sequence[tuple[str, int, Any]]:
    """Count the users of each country and average their scores.

    Outer joins keep countries where nobody lives. The condition on is_deleted has to stand
    in the join: in a WHERE it would drop these countries again.
    """
    count = func.count(User.id)
    query = (
        select(Country.name, count, func.avg(User.profile_score))
        .outerjoin(Country.cities)
        .outerjoin(City.addresses)
        .outerjoin(User, and_(User.address_id == Address.id, User.is_deleted.is_(False)))
        .group_by(Country.id)
        .order_by(count.desc(), Country.name)
    )
    return [tuple(row) for row in session.execute(query)]


def users_with_location(session: Session) -> Sequence[User]:
    """List the users with address, city and country, all in one statement."""
    place = joinedload(User.address).joinedload(Address.city).joinedload(City.country)
    return session.scalars(living_users().options(place).order_by(User.username)).all()
