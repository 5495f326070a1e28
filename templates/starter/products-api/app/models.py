"""The tables."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Names every constraint, so that a migration can drop it again."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )


# TODO: class Product(Base), table "products":
#   id           integer, primary key
#   name         text of up to 200 characters, required
#   price        NUMERIC(10, 2), required, above 0
#   quantity     integer, 0 or more, default 0
#   category     text of up to 100 characters
#   description  text
#   created_at   time of creation
#   updated_at   time of the last change
#
# TODO, with a second migration: sku, text of up to 64 characters, unique, may be empty.
