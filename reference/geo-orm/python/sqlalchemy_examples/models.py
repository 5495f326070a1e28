"""The tables: a country has cities, a city has addresses, at an address live users."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, DateTime, ForeignKey, Numeric, String, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """What all models share: the list of tables in Base.metadata."""


class Country(Base):
    """A country, known by its name and its code."""

    __tablename__ = "countries"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    population: Mapped[int] = mapped_column(BigInteger)
    gdp_per_capita: Mapped[Decimal] = mapped_column(Numeric(12, 2))

    cities: Mapped[list["City"]] = relationship(back_populates="country")

    def __repr__(self) -> str:
        return f"Country(id={self.id!r}, name={self.name!r})"


class City(Base):
    """A city of a country. Two countries may have cities of one name."""

    __tablename__ = "cities"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    country_id: Mapped[int] = mapped_column(ForeignKey("countries.id"), index=True)

    country: Mapped[Country] = relationship(back_populates="cities")
    addresses: Mapped[list["Address"]] = relationship(back_populates="city")

    def __repr__(self) -> str:
        return f"City(id={self.id!r}, name={self.name!r})"


class Address(Base):
    """A street of a city."""

    __tablename__ = "addresses"

    id: Mapped[int] = mapped_column(primary_key=True)
    street: Mapped[str] = mapped_column(String(200))
    postal_code: Mapped[str | None] = mapped_column(String(20))
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)

    city: Mapped[City] = relationship(back_populates="addresses")
    users: Mapped[list["User"]] = relationship(back_populates="address")

    def __repr__(self) -> str:
        return f"Address(id={self.id!r}, street={self.street!r})"


class User(Base):
    """A person who lives at an address. A deleted one keeps the row, and the e-mail."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    username: Mapped[str] = mapped_column(String(50), unique=True)
    full_name: Mapped[str] = mapped_column(String(200))
    profile_score: Mapped[int] = mapped_column(default=0)
    address_id: Mapped[int] = mapped_column(ForeignKey("addresses.id"), index=True)
    is_deleted: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    address: Mapped[Address] = relationship(back_populates="users")

    def __repr__(self) -> str:
        return f"User(id={self.id!r}, username={self.username!r})"
