"""The task with an asynchronous engine. Names with an underscore are not served."""

import os
from collections import defaultdict

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import selectinload

from atlas.tables import Address, Base, City, Country, User

_url = os.environ.get("DATABASE_URL", "postgresql://postgres:postgres@localhost:5432/module8")
_engine = create_async_engine(
    _url.replace("postgresql://", "postgresql+asyncpg://", 1), pool_pre_ping=True, connect_args={"timeout": 3}
)
_Session = async_sessionmaker(_engine, expire_on_commit=False)
_alive = User.is_deleted == False  # noqa: E712


def _dict(row):
    return row and {column.name: getattr(row, column.name) for column in row.__table__.columns}


async def _add(row):
    async with _Session() as session:
        session.add(row)
        try:
            await session.commit()
        except IntegrityError as error:
            await session.rollback()
            raise ValueError(f"refused: {error.orig}") from error
        return _dict(row)


async def _users(query):
    async with _Session() as session:
        return [_dict(user) for user in await session.scalars(query.where(_alive))]


async def create_tables():
    async with _engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


async def create_country(**fields):
    return await _add(Country(**fields))


async def create_city(**fields):
    return await _add(City(**fields))


async def create_address(**fields):
    return await _add(Address(**fields))


async def create_user(**fields):
    return await _add(User(**fields))


async def get_user(id):
    found = await _users(select(User).where(User.id == id))
    return found[0] if found else None


async def update_user(id, fields):
    async with _Session.begin() as session:
        user = await session.get(User, id)
        if user is None or user.is_deleted:
            return None
        for name, value in fields.items():
            setattr(user, name, value)
        await session.flush()
        return _dict(user)


async def _mark(id, deleted):
    async with _Session.begin() as session:
        user = await session.get(User, id)
        changed = user is not None and user.is_deleted != deleted
        if changed:
            user.is_deleted = deleted
        return changed, _dict(user)


async def soft_delete_user(id):
    return (await _mark(id, True))[0]


async def restore_user(id):
    return (await _mark(id, False))[1]


async def cities_by_country():
    cities = defaultdict(list)
    async with _Session() as session:
        rows = await session.execute(select(Country.name, City.name).outerjoin(City))
        for country, city in rows:
            cities[country] += [city] if city else []
    return {country: sorted(names) for country, names in cities.items()}


async def users_in_country(name):
    return await _users(select(User).where(User.address.has(Address.city.has(City.country.has(name=name)))))


async def users_in_city(name):
    return await _users(select(User).where(User.address.has(Address.city.has(name=name))))


async def top_users(min_score=80, limit=10):
    best = select(User).where(User.profile_score > min_score).order_by(User.profile_score.desc(), User.username)
    return await _users(best.limit(limit))


async def users_per_country():
    """Counts in one query, the countries where nobody lives in another one."""
    query = select(Country.name, func.count(), func.avg(User.profile_score)).select_from(User).where(_alive)
    query = query.join(User.address).join(Address.city).join(City.country).group_by(Country.name)
    async with _Session() as session:
        lived_in = [{"country": n, "count": c, "average": round(a, 2)} for n, c, a in await session.execute(query)]
        known = {line["country"] for line in lived_in}
        names = [name for name in await session.scalars(select(Country.name)) if name not in known]
    lived_in.sort(key=lambda line: -line["count"])
    return lived_in + [{"country": name, "count": 0, "average": None} for name in names]


async def users_with_location():
    chain = selectinload(User.address).selectinload(Address.city).selectinload(City.country)
    async with _Session() as session:
        users = await session.scalars(select(User).where(_alive).options(chain))
        return [
            _dict(user)
            | {
                "street": user.address.street,
                "city": user.address.city.name,
                "country": user.address.city.country.name,
            }
            for user in users
        ]


async def seed():
    async with _Session.begin() as session:
        if await session.scalar(select(Country).where(Country.code == "UA")):
            return
        kyiv = City(name="Kyiv")
        ukraine = Country(name="Ukraine", code="UA", population=40000000, gdp_per_capita=4200.0)
        ukraine.cities = [kyiv, City(name="Kharkiv")]
        poland = Country(name="Poland", code="PL", population=38000000, gdp_per_capita=15600.0)
        poland.cities = [City(name="Warsaw")]
        ivan = User(username="ivan_data", full_name="Ivan Ivanov", email="ivan.data@example.com", profile_score=95.5)
        maria = User(username="maria_ml", full_name="Mariya Petrova", email="mariya.ml@example.com", profile_score=92)
        ivan.address = Address(street="Khreschatyk Street", city=kyiv)
        maria.address = Address(street="Pushkin Street", city=kyiv)
        session.add_all([ukraine, poland, ivan, maria])
