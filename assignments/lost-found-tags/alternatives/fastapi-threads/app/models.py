import os

from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

url = os.environ.get("DATABASE_URL", "postgresql://postgres:postgres@localhost:5432/lostfound")
engine = create_engine("postgresql+psycopg://" + url.split("://", 1)[1])


def get_session():
    with Session(engine) as session:
        yield session


class Base(DeclarativeBase):
    pass


class LostLink(Base):
    __tablename__ = "lostitem_tag"
    lost_item_id: Mapped[int] = mapped_column(ForeignKey("lost_items.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)
    tag: Mapped["Tag"] = relationship(lazy="joined")


class FoundLink(Base):
    __tablename__ = "founditem_tag"
    found_item_id: Mapped[int] = mapped_column(ForeignKey("found_items.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)
    tag: Mapped["Tag"] = relationship(lazy="joined")


class Tag(Base):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    lost: Mapped[list[LostLink]] = relationship(cascade="all, delete-orphan", overlaps="tag")
    found: Mapped[list[FoundLink]] = relationship(cascade="all, delete-orphan", overlaps="tag")


class LostItem(Base):
    __tablename__ = "lost_items"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    location: Mapped[str]
    links: Mapped[list[LostLink]] = relationship(cascade="all, delete-orphan")
    tags: AssociationProxy[list[Tag]] = association_proxy("links", "tag")


class FoundItem(Base):
    __tablename__ = "found_items"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    location: Mapped[str]
    links: Mapped[list[FoundLink]] = relationship(cascade="all, delete-orphan")
    tags: AssociationProxy[list[Tag]] = association_proxy("links", "tag")
