"""The tables: a country has cities, a city has addresses, at an address live users."""

from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """What all models share: the list of tables in Base.metadata."""


# TODO: Country, City, Address, User.
#
# A model looks like this:
#
#     class Continent(Base):
#         __tablename__ = "continents"
#
#         id: Mapped[int] = mapped_column(primary_key=True)
#         name: Mapped[str] = mapped_column(String(100), unique=True)
